select
    rule_key,
    rule_order,
    scope,
    severity,
    statement_zh,
    statement_en,
    tolerance_basis
from {{ ref('reconciliation_rules') }}
