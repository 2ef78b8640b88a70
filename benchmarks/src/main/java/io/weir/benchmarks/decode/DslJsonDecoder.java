package io.weir.benchmarks.decode;

import com.dslplatform.json.DslJson;
import com.dslplatform.json.JsonReader;
import com.dslplatform.json.NumberConverter;
import java.io.IOException;
import java.io.UncheckedIOException;

/** dsl-json's reader, reused; names by their hash, as the code that it generates does. */
final class DslJsonDecoder implements Contestant {
    private final JsonReader<Object> reader = new DslJson<>().newReader();
    private double sum;

    @Override
    public String name() {
        return "dsl-json, reused reader";
    }

    @Override
    public void decode(byte[] payload) {
        try {
            reader.process(payload, payload.length);
            if (reader.getNextToken() != '{') {
                throw reader.newParseError("no object");
            }
            reader.getNextToken();
            while (true) {
                String name = reader.readKey();
                sum += switch (name) {
                    case "device", "state" -> reader.readString().length();
                    case "ts", "rpm", "line" -> NumberConverter.deserializeLong(reader);
                    case "temp", "pressure" -> NumberConverter.deserializeDouble(reader);
                    default -> throw reader.newParseError(name);
                };
                if (reader.getNextToken() != ',') {
                    break;
                }
                reader.getNextToken();
            }
            reader.checkObjectEnd();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public double sum() {
        return sum;
    }
}
