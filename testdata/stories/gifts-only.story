# Amounts of nothing are gifts: who only received is a prospect, among those who pay.
orders Guest every 10 from 2025-01-01 until 2025-05-01 at 0 EUR
orders Payer every 10 from 2025-01-01 until 2025-05-01 at 15 EUR
measure
expect Guest kind prospect
expect Guest orders 0
expect Payer kind client
