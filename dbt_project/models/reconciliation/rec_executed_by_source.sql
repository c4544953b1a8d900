{{ reconcile_executed('by_source', '按资金来源分的支出') }}

{{ reconcile(
    'executed_by_source',
    forms=['self_evaluation_report'],
    needs='按资金来源分的支出与执行数'
) }}
