
ALL borderless                           docs  48 rows 0.9680 num P 0.9879 R 0.9746 F1 0.9812 sums 0.9979 unflagged 7 wrong 16 lost 34 1.48s flagged-right 275
ALL half-ruled                           docs  48 rows 0.9844 num P 0.9951 R 0.9841 F1 0.9896 sums 0.9973 unflagged 2 wrong 8 lost 26 1.31s flagged-right 245
ALL ruled                                docs  48 rows 0.9983 num P 0.9992 R 0.9992 F1 0.9992 sums 1.0000 unflagged 1 wrong 1 lost 1 0.85s flagged-right 4
pdf-calc-borderless                      docs   8 rows 0.9038 num P 0.9847 R 0.9414 F1 0.9625 sums 0.9890 unflagged 4 wrong 4 lost 16 2.46s flagged-right 50
pdf-calc-half-ruled                      docs   8 rows 0.9384 num P 1.0000 R 0.9310 F1 0.9643 sums 0.9849 unflagged 0 wrong 0 lost 18 1.43s flagged-right 49
pdf-calc-ruled                           docs   8 rows 1.0000 num P 1.0000 R 1.0000 F1 1.0000 sums 1.0000 unflagged 0 wrong 0 lost 0 0.56s flagged-right 0
pdf-chromium-borderless                  docs   8 rows 0.9667 num P 1.0000 R 1.0000 F1 1.0000 sums 1.0000 unflagged 0 wrong 0 lost 0 1.57s flagged-right 53
pdf-chromium-half-ruled                  docs   8 rows 0.9944 num P 0.9936 R 0.9936 F1 0.9936 sums 1.0000 unflagged 0 wrong 2 lost 2 1.66s flagged-right 124
pdf-chromium-ruled                       docs   8 rows 1.0000 num P 1.0000 R 1.0000 F1 1.0000 sums 1.0000 unflagged 0 wrong 0 lost 0 2.41s flagged-right 3
pdf-reportlab-cid-borderless             docs   8 rows 0.9962 num P 0.9962 R 0.9962 F1 0.9962 sums 1.0000 unflagged 1 wrong 1 lost 1 1.00s flagged-right 11
pdf-reportlab-cid-half-ruled             docs   8 rows 1.0000 num P 1.0000 R 1.0000 F1 1.0000 sums 1.0000 unflagged 0 wrong 0 lost 0 0.88s flagged-right 26
pdf-reportlab-cid-ruled                  docs   8 rows 1.0000 num P 1.0000 R 1.0000 F1 1.0000 sums 1.0000 unflagged 0 wrong 0 lost 0 0.31s flagged-right 0
pdf-reportlab-sans-borderless            docs   8 rows 0.9926 num P 1.0000 R 1.0000 F1 1.0000 sums 1.0000 unflagged 0 wrong 0 lost 0 0.75s flagged-right 25
pdf-reportlab-sans-half-ruled            docs   8 rows 1.0000 num P 1.0000 R 1.0000 F1 1.0000 sums 1.0000 unflagged 0 wrong 0 lost 0 1.26s flagged-right 23
pdf-reportlab-sans-ruled                 docs   8 rows 1.0000 num P 1.0000 R 1.0000 F1 1.0000 sums 1.0000 unflagged 0 wrong 0 lost 0 0.58s flagged-right 0
pdf-reportlab-serif-borderless           docs   8 rows 1.0000 num P 1.0000 R 1.0000 F1 1.0000 sums 1.0000 unflagged 0 wrong 0 lost 0 0.92s flagged-right 2
pdf-reportlab-serif-half-ruled           docs   8 rows 1.0000 num P 1.0000 R 1.0000 F1 1.0000 sums 1.0000 unflagged 0 wrong 0 lost 0 1.25s flagged-right 23
pdf-reportlab-serif-ruled                docs   8 rows 1.0000 num P 1.0000 R 1.0000 F1 1.0000 sums 1.0000 unflagged 0 wrong 0 lost 0 0.59s flagged-right 0
pdf-writer-borderless                    docs   8 rows 0.9691 num P 0.9547 R 0.9317 F1 0.9431 sums 1.0000 unflagged 2 wrong 11 lost 17 2.18s flagged-right 134
pdf-writer-half-ruled                    docs   8 rows 0.9545 num P 0.9733 R 0.9733 F1 0.9733 sums 1.0000 unflagged 2 wrong 6 lost 6 1.39s flagged-right 0
pdf-writer-ruled                         docs   8 rows 0.9895 num P 0.9956 R 0.9956 F1 0.9956 sums 1.0000 unflagged 1 wrong 1 lost 1 0.66s flagged-right 1
