package evidence

import (
	"github.com/clientele-crm/clientele"
)

// Exports of shops and marketplaces.
var shopShapes = []shape{
	{name: "Shopify orders", door: "orders", once: true,
		has: []string{"name|id", "financialstatus", "createdat|paidat", "lineitemquantity", "lineitemprice"}, lacks: []string{"orderid"},
		fields: map[string]string{
			"account": "email|customerid|billingname|phone", "at": "createdat|paidat", "order": "name|id", "amount": "total", "currency": "currency",
			"product": "lineitemsku|lineitemname", "text": "lineitemname", "quantity": "lineitemquantity", "price": "lineitemprice",
			"refund": "refundedamount", "channel": "source", "status": "financialstatus+cancelledat",
			"email": "email", "name": "billingname|shippingname", "country": "billingcountry|shippingcountry", "phone": "billingphone|phone|shippingphone"},
		leave: []rule{{col: "paymentmethod", words: "*bogus*", why: clientele.Tell("evidence.test-order")}}},

	{name: "Squarespace orders", door: "orders", once: true,
		has: []string{"orderid", "email", "financialstatus", "createdat|paidat", "lineitemquantity", "lineitemprice"},
		fields: map[string]string{
			"account": "email|billingname", "at": "createdat|paidat", "order": "orderid", "amount": "total", "currency": "currency",
			"product": "lineitemsku|lineitemname", "text": "lineitemname", "quantity": "lineitemquantity", "price": "lineitemprice",
			"refund": "amountrefunded", "status": "financialstatus+cancelledat",
			"email": "email", "name": "billingname|shippingname", "country": "billingcountry|shippingcountry", "phone": "billingphone|shippingphone"}},

	{name: "WooCommerce orders", door: "orders", once: true,
		has: []string{"orderid|ordernumber", "orderdate|date", "status|orderstatus", "ordertotal", "customeremail|billingemail|customerid|customeruser|userid"},
		fields: map[string]string{
			"account": "customeremail|billingemail|customerid|customeruser|userid", "at": "orderdate|date|paiddate", "order": "ordernumber|orderid", "amount": "ordertotal",
			"currency": "ordercurrency|currency", "refund": "refundedtotal|orderrefund|refundtotal|totalrefunded", "status": "status|orderstatus",
			"product": "itemsku|itemproductid|itemname|sku|productname", "text": "itemname|productname", "quantity": "itemquantity|quantity",
			"email": "customeremail|billingemail", "name": "billingfirstname+billinglastname|customerfirstname+customerlastname", "country": "billingcountry", "phone": "billingphone"}},

	{name: "WooCommerce orders of Advanced Order Export", door: "orders", once: true,
		has: []string{"ordernumber|orderid", "orderdate", "orderstatus", "ordertotalamount"},
		fields: map[string]string{
			"account": "emailbilling|customeruserid|customerusername", "at": "orderdate|paiddate", "order": "ordernumber|orderid", "amount": "ordertotalamount", "currency": "currency|ordercurrency",
			"refund": "orderrefundamount", "status": "orderstatus", "product": "sku|itemname|name", "text": "itemname|name|productname", "quantity": "quantity", "price": "itemcost",
			"email": "emailbilling", "name": "firstnamebilling+lastnamebilling|fullnamebilling", "country": "countrycodebilling|countrynamebilling|countrybilling", "phone": "phonebilling"}},

	{name: "WooCommerce analytics orders", door: "orders", once: true,
		has:    []string{"date", "order", "status", "customer", "customertype", "products", "itemssold", "netsales|nrevenue|nrevenueformatted"},
		fields: map[string]string{"account": "customer", "name": "customer", "at": "date", "order": "order", "amount": "netsales|nrevenue|nrevenueformatted", "status": "status", "text": "products", "channel": "attribution"},
		rows: func(head places) rowLayout {
			return apartWhereNegative{head.of("netsales|nrevenue|nrevenueformatted"), head.of("order"), head.of("status")}
		},
		says: clientele.Tell("evidence.says-analytics")},

	{name: "BigCommerce orders", door: "orders", once: true,
		has: []string{"orderid", "orderdate", "ordertotalinctax|ordertotalextax", "customeremail|customername|customerid", "orderstatus"},
		fields: map[string]string{
			"account": "customeremail|billingemail|customerid|customername", "at": "orderdate", "order": "orderid", "amount": "ordertotalinctax|ordertotalextax", "currency": "ordercurrencycode",
			"refund": "refundamount|refundedamount", "status": "orderstatus", "text": "productdetails",
			"email": "customeremail|billingemail", "name": "customername|billingfirstname+billinglastname", "country": "billingcountry", "phone": "customerphone|billingphone"}},

	{name: "Magento orders", door: "orders", once: true,
		has: []string{"id", "purchasepoint", "purchasedate", "grandtotalbase|grandtotalpurchased", "billtoname|customeremail"},
		fields: map[string]string{
			"account": "customeremail|customername|billtoname", "at": "purchasedate", "order": "id", "amount": "grandtotalbase|grandtotalpurchased", "refund": "totalrefunded", "status": "status",
			"email": "customeremail", "name": "customername|billtoname"},
		states: map[string]saleState{"closed": stateUndone, "suspected fraud": stateNoSale, "payment review": stateOpen}},

	{name: "Wix orders", door: "orders", once: true,
		has: []string{"ordernumber", "datecreated", "contactemail|billingname", "paymentstatus", "totalorderquantity|qty", "total"},
		fields: map[string]string{
			"account": "contactemail|billingname", "at": "datecreated+time|datecreated", "order": "ordernumber", "amount": "total", "currency": "currency", "refund": "refundedamount", "status": "paymentstatus",
			"product": "sku|item", "text": "item", "quantity": "qty", "price": "price",
			"email": "contactemail", "name": "billingname|recipientname", "country": "billingcountry|deliverycountry", "phone": "billingphone|recipientphone"}},

	{name: "Etsy items", door: "orders", dates: monthFirst,
		has: []string{"saledate", "transactionid", "listingid", "itemtotal", "orderid"},
		fields: map[string]string{
			"account": "buyer|shipname", "at": "saledate|datepaid", "order": "orderid", "amount": "itemtotal", "currency": "currency",
			"product": "sku|listingid", "text": "itemname", "quantity": "quantity", "price": "price", "name": "shipname", "country": "shipcountry"},
		says: clientele.Tell("evidence.says-etsy")},

	{name: "Etsy orders", door: "orders", dates: monthFirst, once: true,
		has: []string{"saledate", "orderid", "ordertotal", "ordervalue|ordernet|cardprocessingfees", "buyeruserid|buyer|fullname"},
		fields: map[string]string{
			"account": "buyeruserid|buyer|fullname", "at": "saledate", "order": "orderid", "amount": "ordertotal", "currency": "currency", "status": "status",
			"name": "fullname|firstname+lastname", "country": "shipcountry"}},

	{name: "Etsy payments", door: "orders", dates: monthFirst,
		has: []string{"paymentid", "orderid", "orderdate", "grossamount", "netamount", "buyerusername|buyername|buyer"},
		fields: map[string]string{
			"account": "buyerusername|buyername|buyer", "at": "orderdate", "order": "orderid", "amount": "grossamount", "currency": "currency", "refund": "refundamount", "status": "status",
			"name": "buyer|buyername"},
		states: map[string]saleState{"settled": stateSold, "available": stateSold, "unsettled": stateSold}},

	{name: "eBay orders", door: "orders", once: true, has: []string{ebayRecord, ebayOrder, ebayBuyer, ebayDate, ebayTotal},
		fields: ebayFields(ebayTotal)},

	{name: "eBay orders", door: "orders", has: []string{ebayRecord, ebayOrder, ebayBuyer, ebayDate, ebayPrice},
		fields: ebayFields("quantity*soldfor|anzahl*verkauftfur|stuckzahl*verkaufspreis|quantite*vendupour|quantite*prixdevente|" + ebayPrice),
		leave:  []rule{{col: ebayItem, why: clientele.Tell("evidence.above-items")}},
		says:   clientele.Tell("evidence.says-ebay")},

	{name: "Amazon orders", door: "orders",
		has: []string{"amazonorderid", "purchasedate", "itemprice", "sku|asin"},
		fields: map[string]string{
			"account": "buyeremail|buyername|buyercompanyname", "at": "purchasedate|paymentsdate", "order": "amazonorderid", "amount": "itemprice", "currency": "currency",
			"product": "sku|asin", "text": "productname", "quantity": "quantity|quantitypurchased|quantityshipped", "status": "orderstatus+itemstatus|orderstatus|itemstatus", "channel": "saleschannel",
			"email": "buyeremail", "name": "buyername|recipientname", "country": "shipcountry", "phone": "buyerphonenumber"},
		states: amazonStates,
		says:   clientele.Tell("evidence.says-amazon")},

	{name: "Amazon orders", door: "orders",
		has: []string{"orderid", "orderitemid", "purchasedate", "buyeremail|buyername", "quantitypurchased", "sku"},
		fields: map[string]string{
			"account": "buyeremail|buyername", "at": "purchasedate|paymentsdate", "order": "orderid", "amount": "itemprice", "currency": "currency",
			"product": "sku", "text": "productname", "quantity": "quantitypurchased",
			"email": "buyeremail", "name": "buyername", "country": "shipcountry", "phone": "buyerphonenumber"}},

	{name: "Gumroad sales", door: "orders",
		has: []string{"purchaseid|saleid", "purchaseemail|buyeremail|email", "saleprice", "purchasedate|date", "itemname|productname"},
		fields: map[string]string{
			"account": "purchaseemail|buyeremail|email", "at": "purchasedate+purchasetimeutctimezone|purchasedate|date", "order": "purchaseid|saleid", "amount": "saleprice", "currency": "currency",
			"refund": "partialrefund", "text": "itemname|productname", "product": "itemname|productname", "status": "fullyrefunded|refunded",
			"email": "purchaseemail|buyeremail|email", "name": "buyername|fullname", "country": "country"}},

	{name: "Kickstarter backers", door: "orders",
		has: []string{"backernumber", "backeruid|email", "backername", "pledgeamount", "pledgedat"},
		fields: map[string]string{
			"account": "backeruid|email|backername", "at": "pledgedat", "order": "backernumber", "amount": "pledgeamount", "status": "pledgedstatus", "product": "rewardid|rewardtitle", "text": "rewardtitle",
			"email": "email", "name": "backername", "country": "shippingcountry"}},

	{name: "Eventbrite orders", door: "orders",
		has: []string{"orderno|order|orderid", "orderdate", "totalpaid|grosssales|netsales", "eventbritefees|eventbritepaymentprocessing|tickettype|ticketquantity|attendeestatus|eventname", "email|buyeremail|buyerlastname|lastname|surname"},
		fields: map[string]string{
			"account": "buyeremail|email|buyerfirstname+buyerlastname|firstname+lastname", "at": "orderdate+ordertime|orderdate", "order": "orderno|orderid|order", "amount": "totalpaid|grosssales|netsales", "currency": "currency",
			"quantity": "quantity|ticketquantity|tickets", "text": "eventname|tickettype", "product": "tickettype|eventname", "status": "attendeestatus|orderstatus|orderstate",
			"email": "buyeremail|email", "name": "buyername|buyerfirstname+buyerlastname|firstname+lastname|firstname+surname"}},
}

// The headers of eBay in English, German, French, Spanish, Italian and Dutch.
const (
	ebayRecord = "salesrecordnumber|verkaufsprotokollnummer|numerodevente|numerodenregistrementdelavente|numeroderegistrodeventa|numerodiregistrazionedellavendita|verkooprecordnummer"
	ebayOrder  = "ordernumber|bestellnummer|numerodecommande|numerodepedido|numerodordine|numeroordine|bestelnummer"
	ebayBuyer  = "buyerusername|nutzernamedeskaufers|mitgliedsnamedeskaufers|mitgliedsname|pseudodelacheteur|nomdutilisateurdelacheteur|nombredeusuariodelcomprador|nomeutentedellacquirente|gebruikersnaamvankoper"
	ebayDate   = "saledate|verkauftam|verkaufsdatum|datedevente|datedelavente|fechadeventa|datadellavendita|datadivendita|verkoopdatum"
	ebayTotal  = "totalprice|gesamtbetrag|gesamtpreis|prixtotal|preciototal|prezzototale|totaalprijs"
	ebayPrice  = "soldfor|verkauftfur|verkaufspreis|vendupour|prixdevente|vendidopor|vendutoper|verkochtvoor"
	ebayItem   = "itemnumber|artikelnummer|numerodelobjet|numerodobjet|numerodelarticulo|numerooggetto|objectnummer"
)

func ebayFields(amount string) map[string]string {
	return map[string]string{
		"account": ebayBuyer, "at": ebayDate, "order": ebayOrder + "|" + ebayRecord, "amount": amount,
		"product": "customlabel|bestandseinheit|" + ebayItem, "text": "itemtitle|angebotstitel|artikelbezeichnung|intituledelobjet|titredelobjet", "quantity": "quantity|anzahl|stuckzahl|quantite",
		"email": "buyeremail|emailadressedeskaufers|emaildeskaufers|emaildelacheteur", "name": "buyername|namedeskaufers|vollstandigernamedeskaufers|nomdelacheteur",
		"country": "buyercountry|landdeskaufers|paysdelacheteur"}
}

var amazonStates = map[string]saleState{"unshipped": stateSold, "partiallyshipped": stateSold, "shipping": stateSold, "pending": stateOpen, "pendingavailability": stateOpen, "unfulfillable": stateNoSale}

// apartWhereNegative makes a row below nothing an order of its own, on its own day, where
// the export gives it the number of the order that was paid back.
type apartWhereNegative struct{ amount, order, status int }

func (a apartWhereNegative) row(cells [][]byte) (bool, *Reject) {
	if max(a.amount, a.order, a.status) >= len(cells) || min(a.amount, a.order, a.status) < 0 {
		return true, nil
	}
	if n, ok := parseNumber(cleanText(cells[a.amount]), eitherDecimal); ok && n.units < 0 {
		cells[a.order] = append(append([]byte(nil), cleanText(cells[a.order])...), "-refund"...)
		cells[a.status] = nil
	}
	return true, nil
}
