"""部门整体支出绩效自评报告: a prose report, its money, scores and shortfalls."""
