package evidence

import (
	"github.com/clientele-crm/clientele"
)

// Door is one kind of file: what it needs, and how its rows become entries.
// One more door is a file beside orders.go, a line in Doors, a sample in
// testdata/ and a fuzz target.
type Door struct {
	Name   string  `json:"name"`
	Doc    string  `json:"doc"`
	Fields []Field `json:"fields"`

	open func(*Plan, *outlet) worker
	// What only this door knows; any of it may be nil. settle looks at the columns once they
	// are recognised; guess finds by content what no name told; ask asks what is doubtful of
	// the whole; decide settles how the rows are read.
	settle, guess, ask func(*recognition)
	decide             func(*recognition, *settled)

	typical []string // fields without all of which a file is hardly what the door is for
	lasts   bool     // what its rows say has a beginning and an end
}

// Field is something that a door reads from a row.
type Field struct {
	Name     string `json:"name"`
	Doc      string `json:"doc"`
	Required bool   `json:"required,omitempty"`

	want   want               // what the column must hold
	names  names4             // the headers it goes by
	known  map[string]float64 // by them, how sure each makes us
	notOf  map[string]bool    // the words of not
	lessOf map[string]bool    // and of less
	not    string             // words in a header that speak against it
	less   string             // words that another column of the same sort goes before
	weight float64            // how much it speaks for its door
}

// names4 are headers in four steps of sureness, written without spaces and accents.
type names4 [4]string

var nameSure = [4]float64{0.97, 0.88, 0.72, 0.55}

// want is the sort of content that a field reads.
type want uint8

const (
	wantText want = iota
	wantName
	wantAccount
	wantDate
	wantNumber
	wantEmail
	wantPhone
	wantCurrency
	wantRef
	wantFew    // few different values
	wantStatus // words of a vocabulary
	wantKind
	wantDirection
	wantPeriod
	wantAgreement
)

// Doors are the kinds of file that are understood, in the order in which they are tried.
var Doors = []*Door{ordersDoor, interactionsDoor, engagementsDoor}

// orderNumber is the field of orders by whose names an order's number is known at every
// door: it is nobody's. By those of orderAmount what was paid is.
var orderNumber, orderAmount *Field

func init() {
	defer func() { orderNumber, orderAmount = ordersDoor.field("order"), ordersDoor.field("amount") }()
	for _, d := range Doors {
		for i := range d.Fields {
			f := &d.Fields[i]
			f.known, f.notOf, f.lessOf = f.names.index(), wordSet(f.not), wordSet(f.less)
		}
	}
}

func doorNamed(name string) *Door {
	for _, d := range Doors {
		if d.Name == name {
			return d
		}
	}
	return nil
}

func doorNames() (names []string) {
	for _, d := range Doors {
		names = append(names, d.Name)
	}
	return names
}

func (d *Door) field(name string) *Field {
	for i := range d.Fields {
		if d.Fields[i].Name == name {
			return &d.Fields[i]
		}
	}
	return nil
}

func (d *Door) fieldNames() (names []string) {
	for _, f := range d.Fields {
		names = append(names, f.Name)
	}
	return names
}

// The fields that every door has: whose it is.
var (
	accountField = Field{Name: "account", Doc: clientele.Tell("evidence.field-account"), Required: true, want: wantAccount, weight: 1, names: names4{
		"customerid customerno customernumber customernr custid custno clientid clientno clientnumber clientnr accountid accountno accountnumber accountkey customerkey clientkey " +
			"kundennummer kundennr kundenid kundeid kdnr debitorennummer debitornr numeroclient noclient idclient codeclient clienteid idcliente codigocliente numerocliente " +
			"klantnummer klantid klantnr codicecliente debiteurnummer debiteurnr codeclientid customercode clientcode customerref clientref accountref custref custcode customeridentifier customeruuid customerguid customeruniqueid",
		"customer buyername purchaser purchasername kupec kupac narucnik narocnik stranka klijent pirkejas klientas uzsakovas pircejs klients ostja klient vidskiptavinur viðskiptavinur mteja العميل اسمالعميل الزبون المشتري לקוח שםלקוח קונה odberatel zakaznik vevo ugyfel megrendelo musteri alici musteriadi cumparator clienti beneficiar покупець клієнт замовник заказчик купувач клиентка πελατησ khachhang nguoimua ลูกค้า ชื่อลูกค้า ผู้ซื้อ pelanggan pembeli namapelanggan 注文者名 購入者名 顧客氏名 会員名 주문자 购买人 下单人 买家会员名 購入者 注文者 取引先 得意先 会社名 收货人 客户名 会员 会员名称 买家昵称 주문자 주문자명 구매자명 거래처 kopare kunder kjoper kober ostaja tilaaja asiakkaannimi party partyname cust 顧客 client 顧客名 お客様名 客户 客户名称 客戶 客戶名稱 买家 고객 고객명 구매자 клиент покупатель контрагент πελάτης πελατης kupujacy nabywca kontrahent odberatel vasarlo alici nutzername benutzername kaufer kauferin kaufername buyerusername kunde kundenkonto debitorenkonto debitor kundenname gast patientin acctid acctno kunde kunden kund cliente klant debtor debitor debiteur userid memberid buyerid donorid patientid payerid shopperid guestid tenantid " +
			"householdid subscriberid contactid personid masterid member buyer donor patient mitgliedsnummer " +
			"klient nrklienta idklienta kundnummer kundnr kundenummer kundenr zakaznik cislozakaznika musteri musterino asiakas asiakasnumero vevo codigodocliente codigodecliente",
		"soldto soldtoname soldtoparty billto billtoparty supplierid vendorid supplier vendor lieferant lieferantennr fournisseur proveedor fornitore leverancier account acct konto payee payeeref payeeid payeename beneficiary beneficiaryname beneficiaire empfanger zahlungsempfanger begunstigter beneficiario destinataire auftraggeber suppliername vendorname donorname userref useruuid buyerref companyid company companyname organization organisation organizationname firm firma firmid unternehmen societe entreprise empresa azienda bedrijf ditta user payer guest shopper contact bookedby orderedby purchasedby paidby " +
			"customername clientname accountname kundenname nomclient nombrecliente nomecliente klantnaam customeremail email emailaddress mail associatedcompany ragionesociale razonsocial raisonsociale household sender absender ordenante remitente donneurdordre ordinante mittente afzender opdrachtgever zahler remitter username clientcontact",
		"sampleid partyid party partnerid partner cardid cardnumber cardno loyaltyid name billingname fullname person people uid"},
		not: "agent manager owner product country sales rep seller employee store shop staff adviser advisor parent type since segment group status stage balance tier plan rating class group code to receiver recipient ship shipping"}
	nameField = Field{Name: "name", Doc: clientele.Tell("evidence.field-name"), want: wantName, names: names4{
		"customername clientname accountname kundenname nomclient nombrecliente nomecliente klantnaam billtoname billingname fullname companyname organizationname contactname firmenname rechnungsname rechnungsempfanger namekaufers nombrecomprador nomacheteur customerfullname buyername",
		"name customer client company organization organisation firma kunde klant cliente societe raisonsociale razonsocial ragionesociale cardname",
		"account contact person supplier vendor shippingname", ""},
		not: "product item file agent manager owner rep id no number nr user first last middle plan feature event campaign lineitem method tax"}
	emailField = Field{Name: "email", Doc: clientele.Tell("evidence.field-email"), want: wantEmail, names: names4{
		"email emailaddress customeremail billingemail clientemail contactemail mail mailadresse emailadresse adresseemail courriel correo correoelectronico", "buyeremail payeremail useremail", "", ""},
		not: "marketing accepts opt agent sales"}
	phoneField = Field{Name: "phone", Doc: clientele.Tell("evidence.field-phone"), want: wantPhone, names: names4{
		"phone phonenumber telephone telefon telefonnummer tel mobile mobilephone customerphone billingphone telefono telefoon handy portable", "contactphone primaryphone", "shippingphone", ""}}
	countryField = Field{Name: "country", Doc: clientele.Tell("evidence.field-country"), want: wantName, names: names4{
		"country countrycode land pays pais paese billingcountry customercountry", "countryregion shippingcountry countryname nation", "deliverycountry", ""}}
	lineField = Field{Name: "line", Doc: clientele.Tell("evidence.field-line"), want: wantFew, names: names4{
		"line lineofbusiness businessline serviceline practicearea practice geschaftsbereich sparte geschaftsfeld businessunit", "division lineadenegocio lineadinegocio bedrijfstak", "", ""},
		not: "item total number no price quantity id amount value type tax subtotal sum qty status description name code"}
)
