select distinct fiscal_year
from (
    select fiscal_year from {{ ref('stg_slots') }}
    union all
    select fiscal_year from {{ ref('stg_documents') }}
    union all
    select fiscal_year from {{ ref('core_indicator_value') }}
) as years
where fiscal_year is not null
