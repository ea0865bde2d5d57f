# A client who always came every three weeks goes quiet: first steady, then slipping, and on the list of today.
firm law 150 3 2025-06-30
orders Acme every 21 from 2023-01-09 until 2025-06-23 at 480 GBP in Advice
measure
expect Acme kind client in Advice
expect Acme trend steady in Advice
today slipping misses Acme

# Nothing for eleven weeks, while others go on.
orders Other every 30 from 2024-01-10 until 2025-09-01 at 100 GBP in Advice
measure
expect Acme trend slipping in Advice
expect Acme client below 0.5 in Advice
today slipping has Acme
