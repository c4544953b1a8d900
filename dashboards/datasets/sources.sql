-- 出处：每个数的原文、文件与位置，和怎样追到印处 · Every figure: its text, document and place
with documents as (
    select
        documents.document_id, forms.label_zh as form, documents.file_name,
        -- A table renders a link as one; files of this machine have no address to link to.
        case
            when documents.source_uri like 'http%'
                then '<a href="' || documents.source_uri || '" target="_blank">打开原文件</a>'
            else documents.source_uri
        end as source
    from marts.dim_document as documents
    left join marts.dim_code as forms on forms.code_set = 'form' and documents.form = forms.code
),

printed as (
    select
        'figure' as kind, printed.document_id, printed.department_key, printed.fiscal_year,
        indicators.name_zh as subject, indicators.is_catalogued,
        measures.label_zh || case printed.horizon when 'cycle' then '（周期）' else '（年度）' end
            as measure,
        operators.sign || rtrim(to_char(printed.value, 'FM999,999,999,990.999999'), '.') as value,
        printed.unit, printed.value_text, sections.label_zh as section, printed.page,
        printed.line_from, printed.line_to, printed.cell, printed.doubt,
        printed.indicator_value_id, printed.ordinal
    from marts.fct_indicator_value as printed
    inner join marts.dim_indicator as indicators
        on printed.indicator_key = indicators.indicator_key
    left join operators on printed.operator = operators.operator
    left join marts.dim_code as measures
        on measures.code_set = 'measure' and printed.measure = measures.code
    left join marts.dim_code as sections
        on sections.code_set = 'source_section' and printed.source_section = sections.code
    union all
    select
        'amount', lines.document_id, lines.department_key, lines.fiscal_year,
        lines.section || '：' || lines.item, null, phases.label_zh,
        rtrim(to_char(lines.amount_wan, 'FM999,999,999,990.999999'), '.'), '万元',
        lines.amount_text, '预算表', lines.page, lines.line_from, lines.line_to, lines.cell,
        lines.doubt, null, null
    from marts.fct_budget_line as lines
    left join marts.dim_code as phases on phases.code_set = 'phase' and lines.phase = phases.code
)

select
    departments.place as "地区", departments.department as "部门", cast(printed.fiscal_year as text) as "年度",
    printed.subject as "指标", case printed.kind when 'figure' then '指标' else '金额' end as "数的种类",
    printed.measure as "目标或完成", printed.value as "数", printed.unit as "单位",
    printed.value_text as "原文", printed.section as "所在部分", documents.form as "文件",
    case
        when printed.cell is not null then printed.cell
        when printed.page is not null then '第 ' || printed.page || ' 页'
        when printed.line_from = printed.line_to then '第 ' || printed.line_from || ' 行'
        else '第 ' || printed.line_from || '–' || printed.line_to || ' 行'
    end
    || case when printed.doubt is null then '' else ' · 存疑：' || printed.doubt end as "位置",
    documents.source as "原文件", printed.indicator_value_id as "编号",
    -- A report that is served shows the page; else a command draws it.
    case
        when printed.indicator_value_id is null then '—'
        when '{report}' = '' then 'jixiao trace ' || printed.indicator_value_id || ' --image trace.png'
        else
            '<a href="{report}/document/' || left(printed.document_id, 20) || '.html#v'
            || printed.indicator_value_id || '" target="_blank">看图</a>'
    end as "看印处的图",
    printed.doubt is not null as "存疑", printed.ordinal as "次序", publication.as_of as "数据截至"
from printed
inner join departments on printed.department_key = departments.department_key
inner join documents on printed.document_id = documents.document_id
cross join publication
