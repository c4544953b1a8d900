{{ reconcile_executed('by_nature', '按支出性质分的支出') }}

{{ reconcile(
    'executed_by_nature',
    forms=['self_evaluation_report'],
    needs='按支出性质分的支出与执行数'
) }}
