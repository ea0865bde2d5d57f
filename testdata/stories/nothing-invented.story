# One order is one order: too early to say, and nobody's client. A gift of nothing is no purchase.
firm shop 120 9 2025-05-31
order Once on 2025-05-02 at 40 EUR
order Gift on 2025-05-02 at 0 EUR
measure
expect Once kind customer
expect Once enough false
expect Gift kind prospect
expect Gift orders 0
rebuild
measure
expect Once orders 1
expect Gift kind prospect
