package io.weir.ingest.decode;

import java.io.ByteArrayOutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.TokenStreamFactory;

/** Writes with one of Jackson's generators. */
public final class JacksonWriter implements RandomObjects.Writer {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final JsonGenerator generator;

    public JacksonWriter(TokenStreamFactory factory) {
        generator = factory.createGenerator(ObjectWriteContext.empty(), bytes);
    }

    /** What was written. */
    public byte[] bytes() {
        generator.close();
        return bytes.toByteArray();
    }

    public static byte[] write(TokenStreamFactory factory, Object value) {
        JacksonWriter writer = new JacksonWriter(factory);
        RandomObjects.write(value, writer);
        return writer.bytes();
    }

    @Override
    public void object(int members) {
        generator.writeStartObject();
    }

    @Override
    public void endObject() {
        generator.writeEndObject();
    }

    @Override
    public void array(int elements) {
        generator.writeStartArray();
    }

    @Override
    public void endArray() {
        generator.writeEndArray();
    }

    @Override
    public void name(String name) {
        generator.writeName(name);
    }

    @Override
    public void text(String text) {
        generator.writeString(text);
    }

    @Override
    public void integer(long value) {
        generator.writeNumber(value);
    }

    @Override
    public void real(double value) {
        generator.writeNumber(value);
    }

    @Override
    public void bool(boolean value) {
        generator.writeBoolean(value);
    }

    @Override
    public void nothing() {
        generator.writeNull();
    }
}
