package page

import (
	"fmt"
	"net/url"
	"reflect"
	"strconv"

	"github.com/clientele-crm/clientele"
)

// Encode writes an In as Decode reads it. What is as it would be anyway is left out.
func Encode(in any) url.Values {
	values := url.Values{}
	v := reflect.ValueOf(in)
	for _, f := range Fields(v.Type()) {
		field := v.Field(f.index)
		if f.File || field.IsZero() {
			continue
		}
		if f.Many {
			for i := range field.Len() {
				values.Add(f.Name, plain(field.Index(i)))
			}
			continue
		}
		if field.Kind() == reflect.Pointer {
			field = field.Elem()
		}
		if text := plain(field); text != f.Default {
			values.Set(f.Name, text)
		}
	}
	return values
}

func plain(v reflect.Value) string {
	switch x := v.Interface().(type) {
	case clientele.Day:
		return x.String()
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64)
	}
	return fmt.Sprint(v.Interface())
}
