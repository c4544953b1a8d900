select
    columns.table_name,
    tables.comment as table_comment,
    columns.column_name,
    columns.data_type,
    columns.comment
from duckdb_columns() as columns
inner join duckdb_tables() as tables
    on
        columns.database_name = tables.database_name
        and columns.schema_name = tables.schema_name
        and columns.table_name = tables.table_name
where columns.database_name = 'published' and columns.schema_name = 'marts'
order by columns.table_name, columns.column_index
