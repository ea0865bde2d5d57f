package evidence

import (
	"bytes"
	"unicode"
)

// nativeWords stand at the heads of columns, and in them, in languages that one byte a letter
// writes in an encoding of their own: a file of three rows says too little by its letters alone.
var nativeWords = wordSet("číslo datum vystavení odběratel zákazník částka měna celkem objednávka dodavatel množství kč uhrazeno doručeno zrušeno splatnosti město " +
	"vevő vevőnév összeg összesen pénznem időpont fizetendő rendelés megrendelő ügyfél teljesítés kifizetve " +
	"kwota zamówienie zamówienia sprzedaży wartość płatność płatności opłacona opłacono złotych zł należność wysłano łącznie ilość nabywcę imię " +
	"dată factură plată încasată încasat țară ţară cumpărător plătit sumă achiziție preț preţ anulată " +
	"müşteri sipariş siparişi tutarı ürün ödeme iptal işlem şehir ıslak teslim çıkış ödendi tamamlandı kişi şti ağustos eylül kasım şubat " +
	"дата клиент клієнт покупатель покупець заказ замовлення сумма сума статус контрагент номер ооо тов оплачен выполнен отменён отменен возврат товар клиентка " +
	"ημερομηνία πελάτης ποσό σύνολο κατάσταση αριθμός ποσότητα τιμή παραγγελία παραγγελίας τιμολόγιο ημ/νία")

// native weighs the words of a text that are known as they stand, accents and all.
func native(text []byte) float64 {
	hits := 0
	for word := range bytes.FieldsFuncSeq(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }) {
		if !isPlain(word) && nativeWords[string(bytes.ToLower(word))] {
			hits++
		}
	}
	return min(0.9, 0.45*float64(hits))
}
