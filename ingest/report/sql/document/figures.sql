-- Everything that was read in a document, each with an anchor of its own and its printed place.
-- `name` and `label` are printed before the figure, `text` is the printed cell; `number` is looked
-- for in it.
with figures as (
    select
        document_id,
        'v' || indicator_value_id as anchor,
        indicator_value_id,
        if(source_section = 'narrative', 'narrative', 'indicator') as kind,
        metric as label,
        indicator_name as name,
        value_text as text,
        value as number,
        operator,
        unit,
        measure,
        horizon,
        project_no,
        indicator_key,
        ordinal,
        reviewed, reviewed_by, reviewed_on, read_value,
        page, line_from, line_to, bbox, cell, confidence, doubt
    from fct_indicator_value
    union all by name
    select
        document_id,
        'b' || left(md5(concat_ws('|', section, item, phase, amount_text, line_from)), 12) as anchor,
        'budget' as kind,
        item as label,
        section as name,
        amount_text as text,
        amount_wan as shown,
        '万元' as unit,
        phase as measure,
        coalesce(line_from, page) as ordinal,
        reviewed, reviewed_by, reviewed_on, read_value,
        page, line_from, line_to, bbox, cell, confidence, doubt
    from fct_budget_line
    union all by name
    select
        document_id,
        't' || left(md5(concat_ws('|', task_no, task_name)), 12) as anchor,
        'task' as kind,
        task_name as label,
        task_name as name,
        coalesce(amount_text, task_name) as text,
        amount_wan as shown,
        '万元' as unit,
        task_no as ordinal,
        reviewed, reviewed_by, reviewed_on, read_value,
        page, line_from, line_to, bbox, cell, confidence, doubt
    from fct_task_funding
    union all by name
    select
        document_id,
        'p' || left(md5(concat_ws('|', project_no, project_name)), 12) as anchor,
        'project' as kind,
        project_name as label,
        project_name as name,
        coalesce(total_wan, budget_wan) as number,
        coalesce(total_wan, budget_wan) as shown,
        '万元' as unit,
        project_no,
        project_no as ordinal,
        reviewed, reviewed_by, reviewed_on, read_value,
        page, line_from, line_to, bbox, cell, confidence, doubt
    from fct_project_funding
    union all by name
    select
        document_id,
        's' || left(md5(concat_ws('|', project_no, level1, level2)), 12) as anchor,
        'score' as kind,
        coalesce(level2, level1) as label,
        level1 as name,
        score as number,
        score as shown,
        '分' as unit,
        project_no,
        coalesce(line_from, page) as ordinal,
        reviewed, reviewed_by, reviewed_on, read_value,
        page, line_from, line_to, bbox, cell, confidence, doubt
    from fct_evaluation_score
    union all by name
    select
        document_id,
        'm' || left(md5(concat_ws('|', subject, reason)), 12) as anchor,
        'shortfall' as kind,
        subject as label,
        subject as name,
        coalesce(reason, subject) as text,
        indicator_key,
        coalesce(line_from, page) as ordinal,
        reviewed, reviewed_by, reviewed_on, read_value,
        page, line_from, line_to, bbox, cell, confidence, doubt
    from fct_shortfall
    union all by name
    select
        document_id,
        'q' || left(md5(concat_ws('|', severity, message)), 12) as anchor,
        'problem' as kind,
        message as label,
        message as name,
        coalesce(line_from, page) as ordinal,
        page, line_from, line_to, bbox, cell, confidence, doubt
    from fct_document_problem
)

select
    figures.document_id as page_key,
    figures.* exclude (document_id),
    kinds.place as kind_place,
    indicators.name_zh as indicator_zh,
    figures.indicator_key in (select indicator_key from indicator_page) as has_page,
    drawn.page is not null as is_drawn
from figures
inner join (
    values ('indicator', 1), ('narrative', 2), ('budget', 3), ('task', 4), ('project', 5),
        ('score', 6), ('shortfall', 7), ('problem', 8)
) as kinds (kind, place) on figures.kind = kinds.kind
left join dim_indicator as indicators on figures.indicator_key = indicators.indicator_key
left join drawn on figures.document_id = drawn.document_id and figures.page = drawn.page
order by
    figures.document_id, kinds.place, figures.project_no nulls first, figures.ordinal, figures.anchor
