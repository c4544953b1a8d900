{#- The frame of a rule: what every file of models/reconciliation has in common. -#}

{#-
    Turn the rows of the CTE `checks` into the published shape, and add one row for every document
    that has none, so that what was not checked is not taken for passed.

    rule_key    the rule, as in reconciliation_rules.csv
    forms       the forms that should print what the rule needs
    needs       what the rule compares, in Chinese, for the reason of an unchecked document
    holds       the condition for a pass, over the columns of `checks`
    undecided   (status, condition) of a check with both figures that neither passes nor fails
    traced      `checks` names the figures: left_indicator_value_id and right_indicator_value_id
    by_project  `checks` names the project that each check is of: project_no
    absent      the status of a document of `forms` without any check
    documents   the documents the rule answers for
-#}
{% macro reconcile(
    rule_key,
    forms,
    needs,
    holds='abs(left_value - right_value) <= tolerance',
    undecided=none,
    traced=false,
    by_project=false,
    absent='insufficient_data',
    documents='reconcile_document'
) %}
{%- set labels = [] -%}
{%- for form in forms -%}{%- do labels.append(var('form_names')[form]) -%}{%- endfor -%}
select
    '{{ rule_key }}' as rule_key,
    document_id,
    {% if by_project -%}
    project_no
    {%- else -%}
    cast(null as {{ dbt.type_int() }}) as project_no
    {%- endif %},
    other_document_id,
    subject,
    cast(left_value as {{ reconcile_number() }}) as left_value,
    cast(right_value as {{ reconcile_number() }}) as right_value,
    cast(left_value - right_value as {{ reconcile_number() }}) as difference,
    cast(tolerance as {{ reconcile_number() }}) as tolerance,
    status,
    case
        when status = 'fail'
            then
                explanation || '：' || {{ reconcile_shown('left_value') }} || ' 对 '
                || {{ reconcile_shown('right_value') }} || '，差 '
                || {{ reconcile_shown('left_value - right_value') }}
        else explanation
    end as explanation,
    {% for side in ['left', 'right'] -%}
    {%- if traced -%}
    {{ side }}_indicator_value_id
    {%- else -%}
    cast(null as {{ dbt.type_string() }}) as {{ side }}_indicator_value_id
    {%- endif %}{{ ',' if not loop.last }}
    {% endfor -%}
from (
    select
        *,
        case
            when left_value is null or right_value is null then 'insufficient_data'
            {% if undecided -%}
            when {{ undecided[1] }} then '{{ undecided[0] }}'
            {% endif -%}
            when {{ holds }} then 'pass'
            else 'fail'
        end as status
    from checks
) as judged
union all
select
    '{{ rule_key }}' as rule_key,
    documents.document_id,
    cast(null as {{ dbt.type_int() }}) as project_no,
    cast(null as {{ dbt.type_string() }}) as other_document_id,
    '整份文件' as subject,
    cast(null as {{ reconcile_number() }}) as left_value,
    cast(null as {{ reconcile_number() }}) as right_value,
    cast(null as {{ reconcile_number() }}) as difference,
    cast(null as {{ reconcile_number() }}) as tolerance,
    case
        when documents.form in ('{{ forms | join("', '") }}') then '{{ absent }}'
        else 'not_applicable'
    end as status,
    case
        when documents.form in ('{{ forms | join("', '") }}') then '没有可核对的{{ needs }}'
        else '此类文件不适用：只核对{{ labels | join("、") }}的{{ needs }}'
    end as explanation,
    cast(null as {{ dbt.type_string() }}) as left_indicator_value_id,
    cast(null as {{ dbt.type_string() }}) as right_indicator_value_id
from {{ ref(documents) }} as documents
where not exists (
    select 1 as found
    from checks
    where checks.document_id = documents.document_id
)
{% endmacro %}

{% macro reconcile_number() %}decimal(24, 6){% endmacro %}

{#- The level-one name under which a score table's printed total stands. -#}
{% macro reconcile_total() -%}
'{{ var("total_level1") }}'
{%- endmacro %}

{#- The amounts of one role of reconciliation_budget_roles.csv, one row a document to be checked now. -#}
{% macro reconcile_role(role) -%}
select
        roles.document_id,
        roles.amount_wan,
        roles.rounding_wan,
        roles.items
    from {{ ref('reconcile_budget_role') }} as roles
    inner join {{ ref('reconcile_document') }} as documents
        on roles.document_id = documents.document_id
    where roles.role = '{{ role }}'
{%- endmacro %}

{#- The query `checks` of a rule that executed spending, divided in one way, adds up to all of it. -#}
{% macro reconcile_executed(role, division) -%}
with

parts as (
    {{ reconcile_role(role) }}
),

executed as (
    {{ reconcile_role('whole_executed') }}
),

checks as (
    select
        parts.document_id,
        cast(null as {{ dbt.type_string() }}) as other_document_id,
        '{{ division }}' as subject,
        parts.amount_wan as left_value,
        executed.amount_wan as right_value,
        parts.rounding_wan + executed.rounding_wan as tolerance,
        '{{ division }}（' || parts.items || '）之和对执行数' as explanation
    from parts
    inner join executed on parts.document_id = executed.document_id
)
{%- endmacro %}

{#- The rows of a fact that are to be checked now; of documents of one of `forms` where some are named. -#}
{% macro reconcile_rows_of(fact, forms=none) -%}
select facts.*
    from {{ ref(fact) }} as facts
    inner join {{ ref('reconcile_document') }} as documents
        on facts.document_id = documents.document_id
    {%- if forms %}
    where documents.form in ('{{ forms | join("', '") }}')
    {%- endif %}
{%- endmacro %}

{#- A project's number before what is checked of it; nothing for a form of a whole department. -#}
{% macro reconcile_project_subject(project_no) -%}
coalesce('项目 ' || {{ project_no }} || ' ', '')
{%- endmacro %}

{#- Decimals printed, trailing zeros aside (a decimal column doesn't keep them). -#}
{% macro reconcile_scale(number) -%}
length(regexp_extract(cast({{ number }} as {{ dbt.type_string() }}), '\.(\d*?)0*$', 1))
{%- endmacro %}

{#- Half a unit of the last printed digit. -#}
{% macro reconcile_half_unit(number) -%}
cast(0.5 / power(10, {{ reconcile_scale(number) }}) as {{ reconcile_number() }})
{%- endmacro %}

{#- Marks are awarded in points and tenths; one with more decimals was computed and rounded. -#}
{% macro reconcile_score_rounding(score) -%}
case when {{ reconcile_scale(score) }} > 1 then {{ reconcile_half_unit(score) }} else 0 end
{%- endmacro %}

{#- A task's or project's name without its numbering (任务1：). -#}
{% macro reconcile_plan_name(name) -%}
regexp_replace({{ name }}, '^(任务)?[0-9一二三四五六七八九十]+[：:、.．]', '')
{%- endmacro %}

{#- The indicator of a row of reconcile_figure, with its project and unit. -#}
{% macro reconcile_indicator_subject() -%}
coalesce('项目 ' || project_no || ' ', '') || indicator_label
        || case when figure_unit = '' then '' else '（' || figure_unit || '）' end
{%- endmacro %}

{#- Whether a figure is as good as another, in the indicator's direction. -#}
{% macro reconcile_not_worse(figure, other) -%}
case direction
                when 'lower' then {{ figure }} <= {{ other }}
                else {{ figure }} >= {{ other }}
            end
{%- endmacro %}

{#- Of two figures that differ, neither is better where it is not known which direction is. -#}
{% macro reconcile_direction_unknown() -%}
{{ return(('insufficient_data', 'direction is null and left_value <> right_value')) }}
{%- endmacro %}

{#- How many of two figures have an equal counterpart among the rows. Where they differ from each other,
    such a figure says the same as that one, and something else (a part, another scope) than this. -#}
{% macro reconcile_equals_elsewhere() -%}
max(case when left_value = right_value then 1 else 0 end) over (
            partition by left_indicator_value_id, other_document_id
        )
        + max(case when left_value = right_value then 1 else 0 end) over (
            partition by right_indicator_value_id, document_id
        )
{%- endmacro %}

{#- The end of the explanation of such a row. -#}
{% macro reconcile_other_statement_shown() -%}
case when is_other_statement then '；已另有相符的一处，此处为另一陈述' else '' end
{%- endmacro %}

{#- The rows of `rules`, with each rule's severity and a person's waiver for the document or its project. -#}
{% macro reconcile_with_rules(rules) -%}
with

checks as (
    {% for rule in rules -%}
    select * from {{ ref('rec_' ~ rule) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor -%}
),

waivers as (
    select
        document_id,
        rule_key,
        project_no,
        max(reason) as waiver_reason,
        max({{ adapter.quote('by') }}) as waived_by,
        max({{ adapter.quote('on') }}) as waived_on
    from {{ ref('reconciliation_waivers') }}
    group by document_id, rule_key, project_no
)

select
    checks.rule_key,
    rules.severity,
    checks.document_id,
    checks.project_no,
    checks.other_document_id,
    checks.subject,
    checks.left_value,
    checks.right_value,
    checks.difference,
    checks.tolerance,
    checks.status,
    checks.explanation,
    checks.left_indicator_value_id,
    checks.right_indicator_value_id,
    coalesce(of_form.waiver_reason, of_document.waiver_reason) as waiver_reason,
    coalesce(of_form.waived_by, of_document.waived_by) as waived_by,
    coalesce(of_form.waived_on, of_document.waived_on) as waived_on
from checks
inner join {{ ref('reconciliation_rules') }} as rules on checks.rule_key = rules.rule_key
left join waivers as of_document
    on
        checks.document_id = of_document.document_id
        and checks.rule_key = of_document.rule_key
        and of_document.project_no is null
left join waivers as of_form
    on
        checks.document_id = of_form.document_id
        and checks.rule_key = of_form.rule_key
        and checks.project_no = of_form.project_no
{%- endmacro %}

{#- Whether a regular expression is found in a text. -#}
{% macro reconcile_matches(text, pattern) -%}
regexp_extract({{ text }}, {{ pattern }}, 0) <> ''
{%- endmacro %}

{#- A number as text, without trailing zeros. -#}
{% macro reconcile_shown(number) -%}
regexp_replace(
                cast(cast({{ number }} as {{ reconcile_number() }}) as {{ dbt.type_string() }}),
                '\.?0*$',
                ''
            )
{%- endmacro %}

{#- A pre-hook: drops the results of documents that are gone, and those between documents of which one is
    no longer current. -#}
{% macro drop_results_of_others() -%}
    {%- set extracted = ref('core_document') -%}
    {%- set current = ref('status_current_document') -%}
    {%- set rules = ref('reconciliation_rules') -%}
    {%- if is_incremental() -%}
        delete from {{ this }} as held
        where
            not exists (
                select 1 from {{ extracted }} as documents
                where documents.document_id = held.document_id
            )
            or (
                exists (
                    select 1 from {{ rules }} as rules
                    where rules.rule_key = held.rule_key and rules.scope = 'between'
                )
                and not exists (
                    select 1 from {{ current }} as documents
                    where documents.document_id = held.document_id
                )
            )
    {%- endif -%}
{%- endmacro %}
