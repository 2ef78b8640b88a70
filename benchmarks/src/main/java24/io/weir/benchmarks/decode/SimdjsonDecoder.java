package io.weir.benchmarks.decode;

import org.simdjson.JsonValue;
import org.simdjson.SimdJsonParser;

/** simdjson-java, on Java 24 and later; its parser is reused. */
final class SimdjsonDecoder implements Contestant {
    private final SimdJsonParser parser = new SimdJsonParser(64 * 1024, 64);
    private double sum;

    @Override
    public String name() {
        return "simdjson-java, reused parser";
    }

    @Override
    public void decode(byte[] payload) {
        JsonValue value = parser.parse(payload, payload.length);
        sum += value.get("ts").asLong();
        sum += value.get("temp").asDouble();
        sum += value.get("rpm").asLong() + value.get("line").asLong();
        sum += value.get("pressure").asDouble();
        sum += value.get("device").asString().length() + value.get("state").asString().length();
    }

    @Override
    public double sum() {
        return sum;
    }
}
