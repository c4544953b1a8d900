with

scores as (
    {{ reconcile_rows_of('core_evaluation_score', ['self_evaluation_report']) }}
),

parts as (
    select
        document_id,
        level1 as parent,
        full_mark
    from scores
    where level1 <> {{ reconcile_total() }} and level2 is not null
    union all
    select
        document_id,
        {{ reconcile_total() }} as parent,
        full_mark
    from scores
    where level1 <> {{ reconcile_total() }} and level2 is null
),

-- a sum is known only when every part has its full mark printed
sums as (
    select
        document_id,
        parent,
        count(*) as part_count,
        count(full_mark) as printed_count,
        case when count(*) = count(full_mark) then sum(full_mark) end as full_mark
    from parts
    group by document_id, parent
),

checks as (
    select
        sums.document_id,
        cast(null as {{ dbt.type_string() }}) as other_document_id,
        sums.parent as subject,
        sums.full_mark as left_value,
        coalesce(
            parents.full_mark,
            case when sums.parent = {{ reconcile_total() }} then 100 end
        ) as right_value,
        0 as tolerance,
        sums.parent || '下 ' || sums.part_count || ' 项的满分之和（印出 ' || sums.printed_count
        || ' 项）对' || sums.parent || '的满分' as explanation
    from sums
    left join scores as parents
        on
            sums.document_id = parents.document_id
            and sums.parent = parents.level1
            and parents.level2 is null
)

{{ reconcile(
    'full_marks_add_up',
    forms=['self_evaluation_report'],
    needs='各级满分'
) }}
