# All that is known happened on one day: nothing can be said, and it is said.
order A on 2025-05-05 at 10 EUR
order A on 2025-05-05 at 12 EUR
order B on 2025-05-05 at 9 EUR
order C on 2025-05-05 at 1000 EUR
measure
expect A kind customer
expect A enough false
expect A orders 2
expect B trend steady
expect C enough false
