package io.weir.ingest.infer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** JSON: an object, an array of objects, or several of these one after the other. */
final class JsonRows implements TextRows {
    private static final int MAX_DEPTH = 32;
    private static final JsonFactory FACTORY = new JsonFactory();

    @Override
    public List<Map<List<String>, Value>> rows(String payload) {
        List<Map<List<String>, Value>> rows = new ArrayList<>();
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), payload)) {
            JsonToken token = parser.nextToken();
            while (token != null) {
                if (token == JsonToken.START_OBJECT) {
                    Map<List<String>, Value> row = new LinkedHashMap<>();
                    object(parser, List.of(), row);
                    rows.add(row);
                } else if (token != JsonToken.START_ARRAY && token != JsonToken.END_ARRAY) {
                    throw new IllegalArgumentException("expected an object or an array of objects");
                }
                token = parser.nextToken();
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("there is no object");
        }
        return rows;
    }

    @Override
    public String decode() {
        return "json";
    }

    private static void object(JsonParser parser, List<String> path, Map<List<String>, Value> row) {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            List<String> member = new ArrayList<>(path);
            member.add(parser.currentName());
            switch (parser.nextToken()) {
                case START_OBJECT -> {
                    if (member.size() < MAX_DEPTH) {
                        object(parser, member, row);
                    } else {
                        parser.skipChildren();
                    }
                }
                case START_ARRAY -> {
                    parser.skipChildren();
                    row.put(member, new Value(Value.Kind.ARRAY, ""));
                }
                case VALUE_NUMBER_INT -> row.put(member, new Value(Value.Kind.INTEGER, parser.getString()));
                case VALUE_NUMBER_FLOAT -> row.put(member, new Value(Value.Kind.REAL, parser.getString()));
                case VALUE_STRING -> row.put(member, new Value(Value.Kind.TEXT, parser.getString()));
                case VALUE_TRUE, VALUE_FALSE -> row.put(member, new Value(Value.Kind.BOOL, parser.getString()));
                default -> row.put(member, new Value(Value.Kind.NULL, ""));
            }
        }
    }
}
