package batches

// productHeaders are what columns are called in exports of products: Shopify's, WooCommerce's, and
// what people write. What stands under "" says nothing that a product has.
var productHeaders = map[string]string{
	"title": "name", "variantsku": "code", "sku": "code", "artikelnummer": "code", "articlenumber": "code", "itemnumber": "code", "variantprice": "price", "regularprice": "price",
	"preis": "price", "unitprice": "price", "einzelpreis": "price", "bodyhtml": "description", "body": "description", "beschreibung": "description", "einheit": "unit",
	"type": unused, "art": unused, "shortdescription": unused, "seodescription": unused, "seotitle": unused, "saleprice": unused, "url": unused,
}
