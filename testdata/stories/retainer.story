# A retainer is a client's, though nothing is ever ordered; when it has ended, nothing speaks for it.
firm contracts 80 2 2025-05-31
engage Kira retainer from 2024-09-01 until 2025-08-31
engage Past retainer from 2022-01-01 until 2022-12-31
measure
expect Kira kind client
expect Kira enough true
expect Kira orders 0
expect Kira trend steady
today slipping misses Kira
expect Past kind prospect
expect Past enough false
