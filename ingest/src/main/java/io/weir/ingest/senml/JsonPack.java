package io.weir.ingest.senml;

import io.weir.ingest.decode.Reason;
import io.weir.ingest.decode.TokenReader.Malformed;
import io.weir.ingest.decode.Utf8;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/** A pack as JSON. */
final class JsonPack implements SenmlPack {
    private static final int MAX_DEPTH = 16;

    private final JsonFactory factory = JsonFactory.builder()
            // The table of names would keep whatever a hostile device makes up.
            .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_DIGITS)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    @Override
    public List<SenmlRecord> read(byte[] payload, int offset, int length) throws Malformed {
        if (!Utf8.isValid(payload, offset, length)) {
            throw new Malformed(Reason.INVALID_UTF8, "the payload is not UTF-8");
        }
        try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), payload, offset, length)) {
            List<SenmlRecord> records = new ArrayList<>();
            expect(parser.nextToken(), JsonToken.START_ARRAY, "an array of records");
            JsonToken token = parser.nextToken();
            while (token != JsonToken.END_ARRAY) {
                expect(token, JsonToken.START_OBJECT, "a record");
                records.add(record(parser));
                token = parser.nextToken();
            }
            if (parser.nextToken() != null) {
                throw new Malformed(Reason.INVALID_SENML, "something follows the pack");
            }
            return records;
        } catch (StreamConstraintsException e) {
            throw new Malformed(Reason.LIMIT_EXCEEDED, e.getOriginalMessage());
        } catch (JacksonException e) {
            throw new Malformed(Reason.INVALID_SENML, e.getOriginalMessage());
        }
    }

    private static void expect(@Nullable JsonToken token, JsonToken wanted, String what) throws Malformed {
        if (token != wanted) {
            throw new Malformed(Reason.INVALID_SENML, "expected " + what);
        }
    }

    private static SenmlRecord record(JsonParser parser) throws Malformed {
        SenmlRecord record = new SenmlRecord();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String label = parser.currentName();
            JsonToken token = parser.nextToken();
            if (SenmlRecord.isText(label)) {
                expect(token, JsonToken.VALUE_STRING, "a text for \"" + label + "\"");
                SenmlPack.once(record.text(label, parser.getString()), label);
            } else if (SenmlRecord.isNumber(label)) {
                if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT) {
                    throw new Malformed(Reason.INVALID_SENML, "expected a number for \"" + label + "\"");
                }
                SenmlPack.once(record.number(label, SenmlPack.number(parser.getString())), label);
            } else if (label.equals("vb")) {
                if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
                    throw new Malformed(Reason.INVALID_SENML, "expected a bool for \"vb\"");
                }
                SenmlPack.once(record.bool(token == JsonToken.VALUE_TRUE), label);
            } else {
                SenmlPack.unknown(label);
                parser.skipChildren();
            }
        }
        return record;
    }
}
