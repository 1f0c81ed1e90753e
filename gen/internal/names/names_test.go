package names

import (
	"go/token"
	"slices"
	"testing"
)

func TestNamesFollowEachLanguage(t *testing.T) {
	t.Parallel()
	rows := []struct{ wire, exported, unexported, typeName, value string }{
		{"client.setUsername", "ClientSetUsername", "clientSetUsername", "ClientSetUsername", "clientSetUsername"},
		{"chat:message", "ChatMessage", "chatMessage", "ChatMessage", "chatMessage"},
		{"userId", "UserID", "userID", "UserId", "userId"},
		{"userIds", "UserIDs", "userIDs", "UserIds", "userIds"},
		{"userIDs", "UserIDs", "userIDs", "UserIDs", "userIDs"},
		{"id", "ID", "id", "Id", "id"},
		{"URL", "URL", "url", "URL", "url"},
		{"HTTPServer", "HTTPServer", "httpServer", "HTTPServer", "httpServer"},
		{"api_url", "APIURL", "apiURL", "ApiUrl", "apiUrl"},
		{"sha256Sum", "Sha256Sum", "sha256Sum", "Sha256Sum", "sha256Sum"},
		{"2fa.code", "X2faCode", "x2faCode", "X2faCode", "x2faCode"},
		{"type", "Type", "type_", "Type", "type_"},
		{"len", "Len", "len_", "Len", "len"},
		{"new", "New", "new_", "New", "new_"},
		{"__proto__", "Proto", "proto", "Proto", "proto"},
		{"snake_case_name", "SnakeCaseName", "snakeCaseName", "SnakeCaseName", "snakeCaseName"},
		{"kebab-case", "KebabCase", "kebabCase", "KebabCase", "kebabCase"},
		{"été", "Été", "été", "Été", "été"},
		{"名前", "X名前", "名前", "名前", "名前"},
		{"__", "", "", "", ""},
		{"", "", "", "", ""},
	}
	for _, row := range rows {
		t.Run(row.wire, func(t *testing.T) {
			t.Parallel()
			for _, c := range []struct{ what, got, want string }{
				{"GoExported", GoExported(row.wire), row.exported},
				{"GoUnexported", GoUnexported(row.wire), row.unexported},
				{"TypeScriptType", TypeScriptType(row.wire), row.typeName},
				{"TypeScriptValue", TypeScriptValue(row.wire), row.value},
			} {
				if c.got != c.want {
					t.Errorf("%s(%q) = %q, want %q", c.what, row.wire, c.got, c.want)
				}
			}
		})
	}
}

func TestEnumConstantsAreSpelledOut(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"info": "LevelInfo", "2fa": "Level2fa", "+": "LevelPlus", "": "LevelEmpty", "☃": "LevelU2603",
		"xray": "LevelXray", "not-found": "LevelNotFound", "名": "Level名",
	} {
		if got := GoEnumConstant("Level", value); got != want {
			t.Errorf("GoEnumConstant(Level, %q) = %q, want %q", value, got, want)
		}
	}
}

func TestPropertiesAreQuotedWhereTheyMustBe(t *testing.T) {
	t.Parallel()
	for wire, want := range map[string]string{
		"userId": "userId", "$ref": "$ref", "kebab-case": `"kebab-case"`, "2fa": `"2fa"`, "": `""`, `a"b`: `"a\"b"`, "class": "class",
	} {
		if got := TypeScriptProperty(wire); got != want {
			t.Errorf("TypeScriptProperty(%q) = %s, want %s", wire, got, want)
		}
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	for wire, want := range map[string][]string{
		"client.setUsername": {"client", "set", "Username"},
		"userURLsAndMore":    {"user", "URLs", "And", "More"},
		"a1B2":               {"a1", "B2"},
		"HTTPServer":         {"HTTP", "Server"},
	} {
		if got := Words(wire); !slices.Equal(got, want) {
			t.Errorf("Words(%q) = %q, want %q", wire, got, want)
		}
	}
}

func FuzzGoNamesAreIdentifiers(f *testing.F) {
	for _, seed := range []string{"client.message", "__proto__", "2fa", "名前", "ǅx", "a\u0301", "\xff", "ª"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, wire string) {
		exported := GoExported(wire)
		if exported != "" && (!token.IsIdentifier(exported) || !token.IsExported(exported)) {
			t.Errorf("GoExported(%q) = %q is not an exported identifier", wire, exported)
		}
		if name := GoUnexported(wire); name != "" && (!token.IsIdentifier(name) || token.IsExported(name)) {
			t.Errorf("GoUnexported(%q) = %q is not an unexported identifier", wire, name)
		}
	})
}
