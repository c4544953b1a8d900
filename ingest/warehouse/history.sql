-- What every publication says of itself and of those before it (ingest/warehouse/changes.py fills them).
create table marts.dim_publication (
    publication_id varchar primary key,
    published_at timestamp not null,
    run_id varchar not null,
    former_publication_id varchar,
    loads bigint not null,
    last_load varchar,
    extractor_version varchar not null,
    project_version varchar not null,
    row_counts varchar not null,
    total_rows bigint not null,
    warnings integer not null
);
comment on table marts.dim_publication is '历次发布，含文件已清理的发布。All publications ever, also those whose files were pruned.';
comment on column marts.dim_publication.publication_id is '发布编号 · The publication: its time, which is its folder''s name';
comment on column marts.dim_publication.published_at is '发布时间（UTC） · When it was published (UTC)';
comment on column marts.dim_publication.run_id is '运行编号 · The run that published it';
comment on column marts.dim_publication.former_publication_id is '与之比较的上次发布；首次为空 · The publication before it, which its changes are told against; NULL for the first';
comment on column marts.dim_publication.loads is '所含批次数 · How many loads it was made from';
comment on column marts.dim_publication.last_load is '最后批次 · The last of them';
comment on column marts.dim_publication.extractor_version is '提取程序版本 · Version of the extractor';
comment on column marts.dim_publication.project_version is '模型版本（dbt 项目文件的散列值） · Version of the models: the hash of the dbt project';
comment on column marts.dim_publication.row_counts is '各表行数（JSON） · Rows of each table, as a JSON object';
comment on column marts.dim_publication.total_rows is '总行数 · Rows of all tables together';
comment on column marts.dim_publication.warnings is '审计警告数 · Warnings of its audit';

create table marts.fct_change (
    publication_id varchar not null,
    table_name varchar not null,
    kind varchar not null,
    cause varchar not null,
    key varchar,
    column_name varchar,
    old_value varchar,
    new_value varchar,
    document_id varchar,
    district_key varchar,
    department_key varchar,
    fiscal_year integer,
    rows_changed bigint not null
);
comment on table marts.fct_change is '每次发布对已发布各表所作的增、改、删（技术列不计）；保留最近 400 次发布。What each publication added to, changed in and took away from the published tables (technical columns aside), of the last 400 publications.';
comment on column marts.fct_change.publication_id is '发布编号 · The publication that made the change';
comment on column marts.fct_change.table_name is '表 · The table';
comment on column marts.fct_change.kind is 'added 新增 / changed 变更 / removed 删除 · added, changed or removed';
comment on column marts.fct_change.cause is '原因：new_document 新文件 / revision 修订 / withdrawal 撤回或暂扣 / extractor 提取程序 / project 模型 / correction 登记更正、人工复核改数 / calendar 日期推移 · Why: a new document, a revision, a document withdrawn or held, another extractor, other models, a registry or figure that people corrected, or only the date';
comment on column marts.fct_change.key is '行的自然键（JSON）；汇总行为空 · What the row is of, as a JSON object; NULL where many rows are summed up';
comment on column marts.fct_change.column_name is '变更的列；增、删整行时为空 · The column that changed; NULL where a whole row came or went';
comment on column marts.fct_change.old_value is '原值；删除时为整行（JSON） · The value before; of a removed row the whole row as JSON';
comment on column marts.fct_change.new_value is '新值；新增时为整行（JSON） · The value now; of an added row the whole row as JSON';
comment on column marts.fct_change.document_id is '所依据的文件（删除时为原文件） · The document that the row is made from now, of a removed row the former one';
comment on column marts.fct_change.district_key is '区划 · The district of the row, where it has one';
comment on column marts.fct_change.department_key is '部门 · The department of the row, where it has one';
comment on column marts.fct_change.fiscal_year is '年度 · The fiscal year of the row, where it has one';
comment on column marts.fct_change.rows_changed is '本行所代表的变更数；通常为 1，变更过多的表按列汇总 · How many changes this row stands for: 1, unless a table changed so much that its changes are summed up by column';

create table marts.fct_rollback (
    rolled_back_at timestamp primary key,
    from_publication_id varchar not null,
    to_publication_id varchar not null,
    rolled_back_by varchar not null,
    reason varchar
);
comment on table marts.fct_rollback is '历次回退：人工恢复为当前的旧发布；其后的发布与之比较。Each time a person made a former publication current again; the next publication is compared with that one.';
comment on column marts.fct_rollback.rolled_back_at is '回退时间（UTC） · When it was done (UTC)';
comment on column marts.fct_rollback.from_publication_id is '回退前的发布 · The publication that readers saw before';
comment on column marts.fct_rollback.to_publication_id is '恢复为当前的发布 · The publication that readers saw again';
comment on column marts.fct_rollback.rolled_back_by is '操作人 · Who did it';
comment on column marts.fct_rollback.reason is '原因；未说明时为空 · Why; NULL where nobody said';
