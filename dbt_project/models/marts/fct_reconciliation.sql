select
    rule_key,
    severity,
    document_id,
    other_document_id,
    subject,
    left_value,
    right_value,
    difference,
    tolerance,
    status,
    explanation,
    waiver_reason,
    waived_by,
    waived_on
from {{ ref('reconciliation_result') }}
