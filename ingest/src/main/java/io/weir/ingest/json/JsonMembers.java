package io.weir.ingest.json;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Small JSON objects that are no payloads: what an HTTP service answers, what a token claims. */
public final class JsonMembers {
    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonMembers() {}

    /**
     * The members of an object whose values are texts, numbers or booleans, as text; others are left out. Of two with one
     * name, the later.
     *
     * @throws IllegalArgumentException if the text is not one JSON object; its message holds nothing of the text
     */
    public static Map<String, String> read(String object) {
        try (JsonParser parser = open(object)) {
            Map<String, String> members = members(parser);
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("is not one JSON object");
            }
            return members;
        } catch (JacksonException e) {
            throw new IllegalArgumentException("is not JSON", e);
        }
    }

    /**
     * The objects of a member that is an array of objects, each as {@link #read} gives it; none if there is no such member.
     *
     * @throws IllegalArgumentException as {@link #read}
     */
    public static List<Map<String, String>> list(String object, String member) {
        List<Map<String, String>> items = new ArrayList<>();
        try (JsonParser parser = open(object)) {
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean wanted = parser.currentName().equals(member);
                if (parser.nextToken() != JsonToken.START_ARRAY || !wanted) {
                    parser.skipChildren();
                    continue;
                }
                while (parser.nextToken() == JsonToken.START_OBJECT) {
                    items.add(members(parser));
                }
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException("is not JSON", e);
        }
        return items;
    }

    /** An object with these members, in their order. */
    public static String write(Map<String, String> members) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            out.writeStartObject();
            members.forEach(out::writeStringProperty);
            out.writeEndObject();
        }
        return text.toString();
    }

    private static JsonParser open(String object) {
        JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), object);
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new IllegalArgumentException("is not a JSON object");
        }
        return parser;
    }

    /** From behind the beginning of an object to its end. */
    private static Map<String, String> members(JsonParser parser) {
        Map<String, String> members = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value.isScalarValue() && value != JsonToken.VALUE_NULL) {
                members.put(name, parser.getString());
            } else {
                parser.skipChildren();
            }
        }
        return members;
    }
}
