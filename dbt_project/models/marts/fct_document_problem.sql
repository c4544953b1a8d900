select
    document_id,
    department_key,
    district_key,
    fiscal_year,
    severity,
    family,
    message,
    page,
    line_from,
    line_to,
    bbox,
    cell,
    confidence,
    doubt
from {{ ref('core_problem') }}
