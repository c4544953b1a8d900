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
    left_indicator_value_id,
    right_indicator_value_id,
    waiver_reason,
    waived_by,
    waived_on
from {{ ref('reconciliation_result') }}
