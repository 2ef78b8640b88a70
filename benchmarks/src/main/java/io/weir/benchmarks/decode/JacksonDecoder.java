package io.weir.benchmarks.decode;

import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.async.ByteArrayFeeder;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.async.NonBlockingByteArrayJsonParser;

/** Jackson's non-blocking parser, one for all payloads, so that nothing is set up for each. */
final class JacksonDecoder implements Contestant {
    private final NonBlockingByteArrayJsonParser parser = (NonBlockingByteArrayJsonParser)
            new JsonFactory().createNonBlockingByteArrayParser(ObjectReadContext.empty());
    private double sum;

    @Override
    public String name() {
        return "Jackson 3, reused parser";
    }

    @Override
    public void decode(byte[] payload) {
        ByteArrayFeeder feeder = parser;
        feeder.feedInput(payload, 0, payload.length);
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new IllegalStateException("no object");
        }
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_OBJECT; token = parser.nextToken()) {
            String name = parser.currentName();
            parser.nextToken();
            sum += switch (name) {
                case "device", "state" -> parser.getStringLength();
                case "ts", "rpm", "line" -> parser.getLongValue();
                case "temp", "pressure" -> parser.getDoubleValue();
                default -> throw new IllegalStateException(name);
            };
        }
    }

    @Override
    public double sum() {
        return sum;
    }
}
