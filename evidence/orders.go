package evidence

import (
	"cmp"
	"slices"

	"github.com/clientele-crm/clientele"
)

// ordersDoor reads orders, invoices, payments and won deals: one row an order,
// or one row an item of an order.
var ordersDoor = &Door{
	Name: "orders",
	Doc:  clientele.Tell("evidence.door-orders"),
	Fields: []Field{
		accountField,
		{Name: "at", Doc: clientele.Tell("evidence.field-at"), Required: true, want: wantDate, weight: 1, names: names4{
			"orderdate invoicedate wonlostat wonlostdate datumracuna datumnarudzbe datumnarocila datumprodaje datumizdavanja tarehe dagsetning tellimusekuupaev kuupaev datums pasutijumadatums التاريخ تاريخ تاريخالطلب تاريخالفاتورة תאריך תאריךהזמנה תאריךחשבונית tanggaltransaksi tanggalpembelian orderdato fakturadato salgsdato tilauspaiva laskunpaiva paivays paivamaara datumvystaveni datumobjednavky datumprodeje datumfakturace szamlakelte kelt datum keltezes rendelesdatuma vasarlasdatuma datafacturii datacomenzii datavanzarii siparistarihi faturatarihi tarih satistarihi datanfaktury datavystawienia datawystawienia datasprzedazy датазамовлення датапродажу датазаказа датапродажи датапоръчка датаφ ημερομηνιατιμολογιου ngay ngaydathang ngaymua วันที่ วันที่สั่งซื้อ tanggal tanggalpesanan tanggaltransaksi 주문일시 결제일 결제일시 注文日時 売上日 受注日 取引日 购买时间 支付时间 付款时间 成交时间 交易时间 付款日期 abgeschlossenam gewonnenam closedon cloturele signele datedesignature vertragsdatum abschlussdatum 注文日 日付 購入日 日期 下单时间 购买日期 订单日期 날짜 주문일 주문일자 дата датазаказа датапокупки ημερομηνία ημερομηνια datazamowienia datasprzedazy fakturadatum orderdato verkauftam venduele vendule fechadeventa dateissued issuedate issuedon issued wontime wondate wonon wonat closedwondate purchasedate transactiondate saledate salesdate date datum fecha orderedat purchasedat dateordered datetime timestamp bestelldatum rechnungsdatum auftragsdatum kaufdatum " +
				"buchungsdatum belegdatum datecommande datefacture dateachat fechapedido fechafactura fechacompra orderdatum factuurdatum besteldatum dataordine datafattura dataacquisto " +
				"orderpurchasetimestamp invoicedatetime ordertime transactiontime purchasetime dateofpurchase dateoforder bookingdate trxdate txndate tradedate soldat soldon boughtat boughton orderedon purchasedon purchaseddate orderts purchasets transactionts ordertimestamp purchasetimestamp transactiontimestamp orderdatetime invoicedon",
			"createdat createddate created createdon ts data closedate closedat closeddate dateclosed paymentdate donationdate giftdate visitdate day tag jour dia giorno booked bookedon bookedat opened openedat posteddate datecreated eventdate",
			"quarter quartal trimestre kwartaal kvartal paidat paiddate datepaid paidon periodend monthend weekend completedat completeddate billedon dateinvoiced billdate billingdate processedat when time eventtime eventdatetime eventtimestamp activitydate approvedat month dealdate zahldatum betaaldatum zahlungsdatum datepaiement fechapago",
			"month monat mois mes mese maand ordermonth salesmonth salemonth invoicemonth billingmonth yearmonth monthyear yyyymm period periode week orderweek yearweek isoweek woche semaine " +
				"shipdate shippingdate deliverydate enddate startdate engagedate periodstart filed deliveredat shippedat"},
			not: "birth due updated modified signup churn expiry expires delivery ship shipped shipping estimated expected planned due payout deposit last first next join joined registered registration month year scheduled"},
		{Name: "amount", Doc: clientele.Tell("evidence.field-amount"), want: wantNumber, weight: 2, names: names4{
			"amount totaldue totalbilled billedtotal amountbilled billedamount totalinvoiced amountinvoiced invoicedamount upphaed upphaeth samtals totalpembayaran jumlahbayar jumlahpembayaran totaltransaksi znesek znesekzddv skupaj zaplacilo iznos ukupno ukupniznos iznosspdvom zaplatiti suma sumasupvm bendrasuma moketi kopsumma summaarpvn summakokku kokku kiasi jumla المبلغ الإجمالي إجمالي المجموع القيمة סכום סהכ סך מחיר סכוםלתשלום общасума dealsize opportunityvalue contractvalue totaledocumento importodocumento totalepagato totalefattura importofattura totaldocument totaldocumento summaattbetala attbetala totalbelopp tilbetaling totalbeløp totalbelop amountinclvat amountinctax amountincludingvat totalinclvat totalincvat invoicevalue billvalue billamount totalbillamount celkemsdph cenacelkem castkacelkem celkovacastka fizetendo bruttoosszeg osszesen totaldeplata totaldeplatit sumatotala valoaretotala toplamtutar geneltoplam odenecektutar wartoscbrutto kwotabrutto dozaplaty loppusumma maksettava yhteensaalv сумаразом разом сумадосплати сумадооплати вартість сума суматасдпв итогоклп ктоплате суммакоплате суммасндс общосума πληρωτεο συνολικοποσο tongtien thanhtien tongcong ยอดรวม ยอดชำระ ราคารวม totalbayar totalharga 支払金額 請求金額 お支払い合計 税込金額 売上金額 注文金額 实付金额 支付金额 应付金额 付款金额 实收款 주문금액 판매금액 총금액 총주문금액 valorpago valorfatura valordafatura apagar totalapagar importeneto importefinal totalfinal bruttobetrag betragbrutto gesamtbrutto summebrutto grossamount amountgross totalgross grosstotal totalinctax totalincltax montanttotalttc importebruto totalbruto importolordo totalelordo totalbrutto total totalamount ordertotal orderamount 金額 合計 合計金額 金额 总额 总价 總額 總價 订单金额 실결제금액 금액 합계 총액 결제금액 сумма итого стоимость суммазаказа ποσό ποσο σύνολο kwota wartosc razem castka celkem osszeg vegosszeg tutar toplam belopp beløb belob summa yhteensa invoiceamount totalprice totalsales sales totalpaid paidtotal totalcharged linetotal lineamount totalligne montantligne sommeligne zeilensumme zeilenbetrag positionsbetrag positionssumme totalriga importoriga totallinea importelinea regeltotaal regelbedrag radsumma extendedprice betrag summe gesamtbetrag gesamtpreis umsatz montant montantttc " +
				"importe importetotal bedrag totaalbedrag importo totale importototale fatturato dollars totalvalue closevalue dealvalue dealamount transactionamount paymentamount grandtotal rechnungsbetrag totaal salesamount basketvalue basketamount purchaseamount purchasevalue transactionvalue totalspend totalspent linevalue itemtotal invoicetotal totalinvoice totalfactura totalefattura totalttc montanttotal salevalue saleamount extendedamount gmv",
			"jumlah montantht nettobetrag netvalue grossvalue nettowert bruttowert revenue turnover value netsales netamount spend spent payment donationamount giftamount donation gift usd eur gbp ordervalue wert valor ventas monto ventes prixtotal chiffredaffaires monetary",
			"fees paid amountpaid paidamount grosssales subtotal net gross brutto netto fee cost charge charged ttc ht price preis prix precio preco prezzo prijs pris cena fiyat hinta money sum",
			"quote quoted quotedprice agreedprice agreedfee"},
			not:  "deposit deposits anzahlung acompte anticipo acconto aanbetaling zaliczka forskud lifetime ltv clv saldo solde kontostand saldi average avg mean cumulative running score probability tax taxes vat freight shipping postage delivery discount refund refunded refundable outstanding tip fee fees commission payout share processing shipped weight kg before rounding unit each count quantity rate balance cost margin profit document channel id no number nr person team region manager office org organization type code name",
			less: "ht ex excl exkl netto net neto hors zzgl ohne sin senza imponibile subtotal fee fees cost charge line item extended position zeile zeilen ligne linea riga regel nettobetrag nettowert nettosumme nettoumsatz nettopreis zeilensumme zeilenbetrag positionsbetrag positionssumme regeltotaal regelbedrag"},
		{Name: "currency", Doc: clientele.Tell("evidence.field-currency"), want: wantCurrency, weight: 1, names: names4{
			"currency valuta valyuta العملة מטבע gjaldmidill mena penznem moneda parabirimi waluta валюта valiuta devizanem νομισμα 通貨 货币 币种 통화 สกุลเงิน matauang tiente moedapagamento moeda currencycode currencyvalue currencyofvalue currencyname wahrung devise moneda divisa valuta munteenheid isocurrency ccy", "orderc", "", ""}, not: "converted presentment"},
		{Name: "order", Doc: clientele.Tell("evidence.field-order"), want: wantRef, weight: 2, names: names4{
			"orderid stracuna racunst brojracuna brracuna brojnarudzbe stnarocila saskaitosnr saskaitosnumeris uzsakymonr arvenumber arvenr rekinanr pontunarnumer reikningsnumer رقمالطلب رقمالفاتورة מספרהזמנה מספרחשבונית фактура nopesanan notransaksi noinvoice bookingref bookingreference bookingno bookingnumber reservationid reservationnumber reservationno confirmationnumber confirmationno confirmationcode sifarisno номерзамовлення замовлення номерпоръчка nrcomanda nrfactura nrfacturii numarfactura numarcomanda szamlasorszam bizonylatszam rendelesszama cisloobjednavky cislodokladu cislofaktury laskunumero laskunnumero ndocumento numerodocumento ndefactura nfatura nrdokumentu numerdokumentu zamowienie ordrenr ordrenummer bestillingsnr sodonhang madonhang donhang เลขที่คำสั่งซื้อ nomorpesanan nopesanan 注文番号 受注番号 伝票番号 订单编号 订单号 交易号 주문번호 orderno ordernumber ordernr ordernum invoicenum docnum receiptnum invoiceno invoiceid invoicenumber invoicenr transactionid transactionno receiptid receiptno receiptnumber opportunityid dealid saleid salesid purchaseid basketid " +
				"bestellnummer bestellnr rechnungsnummer rechnungsnr auftragsnummer auftragsnr belegnummer belegnr numerocommande nocommande commandeid numerofacture nofacture pedido numeropedido idpedido numerofactura " +
				"fatturan nfattura fatturano facturan nfactura pedidon npedido ordinen nordine nordre ncommande nfacture bestelln commanden facturen ordernummer ordernr ordrenummer ordrenr fakturanummer fakturanr nrzamowienia numerzamowienia nrfaktury numerfaktury cisloobjednavky cislofaktury rendelesszam szamlaszam siparisno siparisnumarasi faturano numerodopedido numerofatura tilausnumero номерзаказа bestelnummer factuurnummer numeroordine idordine numerofattura salesorder salesordernumber ponumber bookingid orderkey invoice",
			"order transaction receipt basket paymentid donationid giftid bestellung rechnung commande facture factura bestelling factuur ordine fattura trxid txnid reference documentno documentnumber billid billno num booking buchung reservation",
			"ref id bill visitid document recordid sessionid chargeid", ""},
			not: "estado estatus stato statut etat stav stan durum tila stare stanje allapot situacao situacion staat zustand стан состояние month week customer client account product item line date time status total amount count value net fees type quantity discount channel source user country purchase priority"},
		{Name: "product", Doc: clientele.Tell("evidence.field-product"), want: wantText, weight: 1.5, names: names4{
			"product productid productcode productno stockcode sku item itemid itemcode itemno itemnumber article articleid artikel artikelnummer artikelnr produkt produktnummer produit referenceproduit " +
				"producto articulo codigoarticulo prodotto articolo codicearticolo productnumber lineitemsku productkey upc ean isbn",
			"商品名 品名 商品名称 宝贝标题 상품명 품명 товар наименование proizvod izdelek termek termeknev nazwaproduktu nazevproduktu urun urunadi produs tuote varenavn productname itemname lineitemname artikelname produktname service leistung nomproduit nombreproducto nomeprodotto productnaam treatment dienstleistung model procedure", "title course variant asin package paket pakket forfait paquete pacchetto", "category productcategory kategorie categorie categoria subcategory"},
			not: "price quantity count cost type line tax discount weight order row"},
		{Name: "text", Doc: clientele.Tell("evidence.field-text"), want: wantText, weight: 0.3, names: names4{
			"description designation designationarticle productdescription itemdescription artikelbezeichnung bezeichnung beschreibung omschrijving descrizione descripcion lineitemname productname itemname", "details memo notes particulars libelle", "category subcategory note", ""}},
		{Name: "quantity", Doc: clientele.Tell("evidence.field-quantity"), want: wantNumber, weight: 1.5, names: names4{
			"quantity antall kogus skaits daudzums idadi fjoldi soluong จำนวน الكمية כמות kuantitas kiekisvnt 個数 数 kolicina kiekis qtde quantidade cantitate miktar ilosc kpl maara mnozstvi 点数 个数 кількість qty 数量 數量 수량 количество ποσότητα ilosc mnozstvi mennyiseg adet antal quantityordered orderquantity itemquantity lineitemquantity menge anzahl stuck stuckzahl quantite qte cantidad cant aantal hoeveelheid quantita qta", "units pieces count cds numitems itemcount volume unitssold pcs", "items copies", "jumlah"},
			not: "price stock"},
		{Name: "price", Doc: clientele.Tell("evidence.field-price"), want: wantNumber, weight: 1.5, names: names4{
			"unitprice enhedspris apris stkpris prisperstk yhikuhind uhikuhind uhikuhind vienibascena vienetokaina einingaverd hargasatuan dongia ราคาต่อหน่วย سعرالوحدة מחירליחידה jedinicnacijena cijenapojedinici cenanaenoto единичнацена ціназаодиницю τιμημοναδασ adetfiyati pretunitar unitarprice 単価 单价 單價 단가 sellprice saleprice retailprice salesprice verkaufspreis pu puht puttc prixu pxunitaire pvp priceeach itemprice lineitemprice productprice einzelpreis stuckpreis preisprostuck prixunitaire prixunite preciounitario preciounidad prezzounitario stukprijs eenheidsprijs priceperunit unitamount amountperunit priceperitem pricepereach unitcost sellingprice unitsellingprice cenajednostkowa jednotkovacena styckpris stykpris enhetspris egysegar birimfiyat precounitario yksikkohinta ценазаединицу",
			"price preis prix precio preco prezzo prijs pris cena fiyat hinta цена rate listprice", "salesprice", ""},
			not: "total shipping compare tax cost purchase wholesale einkauf"},
		{Name: "discount", Doc: clientele.Tell("evidence.field-discount"), want: wantNumber, names: names4{
			"discount discountamount rabatt nachlass remise reduction descuento sconto korting linediscount lineitemdiscount", "discountpct discountpercent discountrate rebate", "", ""}, not: "code"},
		{Name: "refund", Doc: clientele.Tell("evidence.field-refund"), want: wantNumber, weight: 0.5, names: names4{
			"refundedamount amountrefunded refundamount totalrefunded refunded refundedtotal refundtotal totalrefund totalrefunds refunds returnedamount amountreturned erstattet erstattungsbetrag erstatteterbetrag ruckerstattung " +
				"montantrembourse rembourse importereembolsado reembolsado importorimborsato rimborsato terugbetaald terugbetaaldbedrag valorreembolsado", "", "", ""}, not: "converted at date"},
		{Name: "side", Doc: clientele.Tell("evidence.field-side"), want: wantFew, names: names4{"", "", "", ""}},
		{Name: "channel", Doc: clientele.Tell("evidence.field-channel"), want: wantFew, weight: 0.3, names: names4{
			"channel saleschannel orderchannel kanal vertriebskanal canal canale kanaal vertriebsweg", "source ordersource medium platform", "store shop storename location", ""}, not: "name referrer"},
		lineField, countryField,
		{Name: "status", Doc: clientele.Tell("evidence.field-status"), want: wantStatus, weight: 1, names: names4{
			"status الحالة حالةالطلب סטטוס מצב busena statuss seis olek staða stada stanje statusnarudzbe statusracuna ordrestatus fakturastatus tilanne tila stav stavobjednavky stavfaktury allapot statusz stare starefactura stareacomenzii durum siparisdurumu statuszamowienia statusfaktury стан статусзаказа статусзамовлення статус состояние статусоплати κατασταση trangthai สถานะ statuspesanan 状態 注文状態 ステータス 支払状況 订单状态 交易状态 支付状态 状态 狀態 주문상태 상태 결제상태 처리상태 situacao situacion situazione statuspagamento orderstatus financialstatus paymentstatus dealstage stage statut etat estado stato bestellstatus invoicestatus transactionstatus dealphase phase fase etape etapa stav", "state dealstatus opportunitystage documenttype doctype documenttypename vouchertype voucher belegart dokumentart transactionkind typedocument typededocument typedepiece tipodocumento tipodedocumento tipocomprobante soortdocument dokumenttyp typdokladu typdokumentu type transactiontype eventtype ordertype", "event eventname action behavior behaviour behaviortype activitytype", ""}, not: "fulfillment shipping"},
		nameField, emailField, phoneField,
	},
	open:   func(p *Plan, out *outlet) worker { return newOrderWorker(p, out) },
	settle: settleOrders,
	guess: func(r *recognition) {
		if !r.named {
			r.numbersByContent()
		}
		r.amountByContent()
	},
	ask: func(r *recognition) {
		r.companyBeforeContact()
		r.senderIsUs()
		r.askWhetherSales()
		r.askWhetherHelp()
		r.askWhatAmount()
		r.askOfEach()
		r.askSold()
		r.askWho()
		r.askWhetherPeople()
		r.askWhetherSums()
		r.askStates()
		r.askShifted()
		r.askScale()
		r.sayTwins()
	},
	decide: (*recognition).settleOrder,
}

// purchase is what one row says: an order, or an item of one.
type purchase struct {
	moment
	dated    bool
	state    saleState
	value    int64 // in ten-thousandths
	priced   bool
	currency string
	bare     bool // the row itself names no currency
	quantity number
	counted  bool
	credit   bool // a credit note by its number or its text
	refund   int64
}

// orderWorker turns rows into orders.
type orderWorker struct {
	plan    *Plan
	out     *outlet
	people  *people
	books   *openOrders
	alone   openOrder // used again for each row that is an order by itself
	seen    *seen
	hash    hasher
	repeats repeats
	checks  crosscheck
	money   currenciesOf
	words   words
	states  map[string]saleState // of the statuses that came
	sides   map[string]side      // and of the sides
	bought  map[string]bool      // who bought so far, folded, where what went out may be given back to them
	credits creditsSeen
	shared  sharedOrders

	at, amount, currency, order, product, text, quantity, price, discount, refund, channel, line, status *reading
	hasItems                                                                                             bool
	keyBuf                                                                                               []byte
	saidBack                                                                                             bool   // the last state read speaks of money given back
	refused                                                                                              []byte // the order whose first line was rejected
}

func newOrderWorker(p *Plan, out *outlet) *orderWorker {
	w := &orderWorker{plan: p, out: out, states: map[string]saleState{}, sides: map[string]side{}, people: newPeople(p), seen: newSeen(p.rowsGuess()),
		at: p.reading("at"), amount: p.reading("amount"), currency: p.reading("currency"), order: p.reading("order"),
		product: p.reading("product"), text: p.reading("text"), quantity: p.reading("quantity"), price: p.reading("price"),
		discount: p.reading("discount"), refund: p.reading("refund"), channel: p.reading("channel"), line: p.reading("line"), status: p.reading("status")}
	w.hasItems = w.product != nil || w.text != nil || w.quantity != nil
	w.books = newOpenOrders(p.settled.scattered, w.close)
	w.checks, w.bought = newCrosscheck(p), w.buyers()
	return w
}

// rowsGuess is roughly how many rows the file has; 0 where its size is unknown.
func (p *Plan) rowsGuess() int64 {
	size := p.Source.Size()
	if size < 0 {
		return 0
	}
	if p.Dialect.Gzip {
		size *= 6
	}
	return size / 40
}

func (w *orderWorker) finish() {
	w.books.closeAll()
	for _, note := range slices.Concat(w.repeats.notes(), w.checks.notes(w.order != nil), w.credits.notes(), w.shared.notes(), w.sayMoney()) {
		if !slices.Contains(w.plan.Notes, note) {
			w.plan.Notes = append(w.plan.Notes, note)
		}
	}
}

// sayMoney tells of amounts in several currencies, and of purchases without one among those that have.
func (w *orderWorker) sayMoney() (notes []string) {
	if note := w.money.note(); note != "" && !w.plan.has("currency") {
		notes = append(notes, note)
	}
	if n := w.checks.unpriced; n > 0 && w.checks.pricedOrders > 0 {
		notes = append(notes, clientele.Tell("evidence.unpriced", "n", n, "of", n+w.checks.pricedOrders))
	}
	return notes
}

func (w *orderWorker) row(r *row) *Reject {
	w.checks.saw(0, false)
	reject := w.admit(r)
	if reject == nil {
		w.checks.take(r)
		return nil
	}
	w.checks.refuse(w, r)
	if w.order != nil {
		w.refused = append(w.refused[:0], w.order.bytes(r)...)
	}
	return reject
}

// follows says that a row only continues an order: it has neither amount nor state of its own.
func (w *orderWorker) follows(p *purchase) bool {
	return w.amount != nil && !p.priced && p.state == stateUnknown
}

func (w *orderWorker) admit(r *row) *Reject {
	if reject := cmp.Or(w.isSum(r), w.isOpening(r)); reject != nil {
		return reject
	}
	key, reject := w.people.key(r)
	if reject != nil {
		return reject
	}
	ref, reject := w.order.key(r, "order")
	if reject != nil {
		return reject
	}
	var p purchase
	if reject := w.readPurchase(r, &p); reject != nil {
		return reject
	}
	w.takeCredit(r, &p)
	if reject := w.across(r, key, &p); reject != nil {
		return reject
	}
	if p.state == stateNoSale {
		return w.status.reject(clientele.Tell("evidence.no-purchase", "word", clip(string(w.status.bytes(r)), 40)), NothingToDo+"; "+clientele.Tell("evidence.flag-no-status"))
	}
	if p.dated && w.plan.tooLate(p.day) {
		return w.at.reject(clientele.Tell("evidence.too-late", "cell", clip(string(w.at.bytes(r)), 40)), clientele.Tell("evidence.too-late-remedy")+"; "+clientele.Tell("evidence.flag-later"))
	}
	if last := w.books.last; !p.priced && w.plan.settled.amountNeeded && (len(ref) == 0 || last == nil || last.ref != string(ref)) {
		return w.amount.reject(clientele.Tell("evidence.nothing-in"), NothingToDo)
	}
	if len(ref) > 0 && string(ref) == string(w.refused) && w.follows(&p) {
		return w.order.reject(clientele.Tell("evidence.first-line"), clientele.Tell("evidence.first-line-remedy"))
	}
	if len(ref) > 0 {
		return w.addToOrder(r, key, ref, &p)
	}
	if len(key) == 0 {
		return w.people.missing()
	}
	if !p.dated {
		return w.undated()
	}
	if w.plan.settled.grouped {
		return w.addToOrder(r, key, nil, &p)
	}
	w.single(r, w.people.words.keep(key), &p)
	return nil
}

// isSum refuses rows that say again what stands above them.
func (w *orderWorker) isSum(r *row) *Reject {
	s := &w.plan.settled
	sum := s.sumBlank >= 0 && len(cleanText(cellAt(r, s.sumBlank))) == 0 && len(w.amount.bytes(r)) > 0
	for _, col := range s.sumColumns {
		cell := string(cleanText(cellAt(r, col)))
		sum = sum || s.saysSum(cell)
		if s.noSums[cell] {
			w.checks.called(cell, perhapsSum)
		}
	}
	if !sum && !w.isTotal(r) {
		return nil
	}
	w.checks.total = true
	return &Reject{What: clientele.Tell("evidence.a-sum"), Remedy: NothingToDo}
}

func (w *orderWorker) undated() *Reject {
	return w.at.reject(clientele.Tell("evidence.no-date"), clientele.Tell("evidence.fill-in", "column", w.plan.column("at")))
}

// readPurchase reads a row's moment, numbers and state.
func (w *orderWorker) readPurchase(r *row, p *purchase) (reject *Reject) {
	if p.state = w.stateOf(r); p.state == stateNoSale {
		return nil
	}
	if p.moment, p.dated, reject = w.at.moment(r); reject != nil {
		return reject
	}
	var sign string
	if p.value, sign, p.priced, reject = w.amount.money(r); reject != nil {
		return reject
	}
	w.checks.saw(p.value, p.priced)
	if w.plan.settled.cents {
		p.value = roundDiv(p.value, 100)
	}
	if w.plan.settled.outgoing {
		p.value = -p.value
	}
	if scale := w.plan.settled.scale; scale > 1 {
		if p.value *= scale; p.value > maxTenThousandths || p.value < -maxTenThousandths {
			return w.amount.tooLarge()
		}
	}
	if w.saidBack && p.priced && p.value < 0 {
		p.state = stateBack // it is no order that was undone: the giving back is a row of its own
	}
	w.checks.state = p.state
	if w.quantity != nil {
		n, reject := w.quantity.amount(r)
		if reject != nil {
			return reject
		}
		p.quantity, p.counted = n.number, !n.empty
		w.timesPrice(r, p)
		if n.units < 0 && p.value > 0 && w.plan.settled.wentBack {
			p.value = -p.value
		}
	}
	if w.discount != nil && p.priced {
		if reject := w.takeOff(r, p); reject != nil {
			return reject
		}
	}
	if p.refund, _, _, reject = w.refund.money(r); reject != nil {
		return reject
	}
	p.refund = max(p.refund, -p.refund)
	p.bare = sign == "" && len(w.currency.bytes(r)) == 0
	p.currency, reject = currencyIn(w.currency, r, sign, w.plan)
	return reject
}

// timesPrice holds the price times the quantity against the amount.
func (w *orderWorker) timesPrice(r *row, p *purchase) {
	if !w.plan.settled.product || !p.priced || !p.counted {
		return
	}
	price, reject := w.price.amount(r)
	if reject != nil || price.empty {
		return
	}
	n, ok := price.number.times(p.quantity)
	if !ok {
		return
	}
	if want, ok := n.tenThousandths(); ok {
		w.checks.times.see(near(want, w.checks.value), func() string {
			return clientele.Tell("evidence.example-product", "line", r.line, "quantity", p.quantity, "price", price.number, "amount", figure(w.checks.value))
		})
	}
}

// takeOff subtracts the discount where the amount is worked out before it.
func (w *orderWorker) takeOff(r *row, p *purchase) *Reject {
	n, reject := w.discount.amount(r)
	if reject != nil || n.empty || n.units == 0 {
		return reject
	}
	if w.plan.settled.hundred {
		n.number = percent(n.number)
	}
	if !w.plan.settled.percent {
		off, ok := n.tenThousandths()
		if !ok || off > maxTenThousandths || off < -maxTenThousandths {
			return w.discount.tooLarge()
		}
		p.value -= max(off, -off) // a discount written with a minus is one all the same
		return nil
	}
	off, ok := number{p.value, 4}.times(n.number)
	if !ok {
		return w.discount.tooLarge()
	}
	v, ok := off.tenThousandths()
	if !ok {
		return w.discount.tooLarge()
	}
	p.value -= v
	return nil
}

func (w *orderWorker) lineOf(r *row) clientele.Line {
	if w.line != nil {
		if b := w.line.bytes(r); len(b) > 0 {
			return clientele.Line(w.words.keep(b))
		}
	}
	return w.plan.Options.Line
}

// item makes the row's item.
func (w *orderWorker) item(r *row, p *purchase) (clientele.Item, bool) {
	if !w.hasItems {
		return clientele.Item{}, false
	}
	it := clientele.Item{Product: w.words.keep(w.product.bytes(r)), Text: w.words.keep(w.text.bytes(r))}
	if p.counted {
		it.QuantityMilli, _ = p.quantity.scaled(3)
	}
	if p.priced && !w.plan.settled.once {
		it.TotalMinor = minor(p.value, p.currency)
	} else if w.plan.settled.once {
		it.TotalMinor = w.itemTotal(r, p)
	}
	return it, it != (clientele.Item{})
}

// itemTotal is the item's own price times its quantity, where the amount is the whole order's.
func (w *orderWorker) itemTotal(r *row, p *purchase) int64 {
	if w.price == nil {
		return 0
	}
	price, reject := w.price.amount(r)
	if reject != nil || price.empty {
		return 0
	}
	total := price.number
	if p.counted {
		var ok bool
		if total, ok = total.times(p.quantity); !ok {
			return 0
		}
	}
	v, ok := total.tenThousandths()
	if !ok {
		return 0
	}
	return minor(v, p.currency)
}

// single makes an entry of a row that is an order by itself.
func (w *orderWorker) single(r *row, account string, p *purchase) {
	line := w.lineOf(r)
	product, quantity, channel := w.product.bytes(r), int64(0), w.channel.bytes(r)
	if p.counted {
		quantity, _ = p.quantity.scaled(3)
	}
	o := &w.alone
	*o = openOrder{account: account, line: line, moment: p.moment, currency: p.currency, channel: w.words.keep(channel),
		value: p.value, priced: p.priced, quantity: quantity, refund: p.refund, undone: p.state == stateUndone, back: p.state == stateBack, rows: 1}
	if it, ok := w.item(r, p); ok {
		o.items = append(o.items, it)
	}
	kind := clientele.KindOrder
	if o.isReturn() {
		kind = clientele.KindReturn
	}
	h := w.hash.reset().text(account).text(string(line)).int(p.said).text(p.currency)
	if p.priced {
		h.int(p.value)
	}
	var number int
	o.key, number = h.bytes(product).int(quantity).bytes(channel).numbered(string(kind), w.seen)
	w.repeats.count(number)
	w.write(o, w.people.who(r, account))
}
