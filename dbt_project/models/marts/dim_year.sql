select fiscal_year
from {{ ref('core_year') }}
