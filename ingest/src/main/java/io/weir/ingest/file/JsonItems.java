package io.weir.ingest.file;

import java.io.IOException;
import java.io.InputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

/** The items of a JSON array, read as they are asked for. The parser stands on the next item, or on the array's end. */
final class JsonItems implements ListItems {
    /** The stream is closed by whoever has opened it. */
    private static final JsonFactory FACTORY =
            JsonFactory.builder().disable(StreamReadFeature.AUTO_CLOSE_SOURCE).build();

    private final JsonParser parser;
    private boolean ended;

    /** @throws IOException if it does not begin with an array */
    JsonItems(InputStream in) throws IOException {
        try {
            parser = FACTORY.createParser(ObjectReadContext.empty(), in);
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw failure(parser.currentTokenLocation(), "expected '['");
            }
            parser.nextToken();
        } catch (JacksonException e) {
            throw failure(e);
        }
    }

    @Override
    public boolean hasNext() throws IOException {
        if (ended || parser.currentToken() != JsonToken.END_ARRAY) {
            return !ended;
        }
        try {
            if (parser.nextToken() != null) {
                throw failure(
                        parser.currentTokenLocation(),
                        "the array has ended, and more follows; a file with an array in each line is read by lines if it"
                                + " is named .ndjson");
            }
        } catch (JacksonException e) {
            throw failure(e);
        }
        ended = true;
        return false;
    }

    @Override
    public void skip() throws IOException {
        try {
            parser.skipChildren();
            parser.nextToken();
        } catch (JacksonException e) {
            throw failure(e);
        }
    }

    /** Looks at what follows too: only then is a number at the end of what is there whole. */
    @Override
    public void write(JsonGenerator out) throws IOException {
        try {
            int depth = 0;
            do {
                depth += copy(out);
                parser.nextToken();
            } while (depth > 0);
        } catch (JacksonException e) {
            throw failure(e);
        }
    }

    /** Copies a token, numbers as they are written; returns by how much the depth has changed. */
    private int copy(JsonGenerator out) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> {
                out.writeStartObject();
                return 1;
            }
            case START_ARRAY -> {
                out.writeStartArray();
                return 1;
            }
            case END_OBJECT -> {
                out.writeEndObject();
                return -1;
            }
            case END_ARRAY -> {
                out.writeEndArray();
                return -1;
            }
            case PROPERTY_NAME -> out.writeName(ListItems.writable(parser.currentName()));
            case VALUE_STRING -> out.writeString(ListItems.writable(parser.getString()));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> out.writeNumber(parser.getString());
            case VALUE_TRUE, VALUE_FALSE -> out.writeBoolean(parser.currentToken() == JsonToken.VALUE_TRUE);
            case VALUE_NULL -> out.writeNull();
            default -> throw failure(parser.currentTokenLocation(), "the file ends within the array");
        }
        return 0;
    }

    private static IOException failure(JacksonException error) {
        if (error instanceof JacksonIOException && error.getCause() instanceof IOException io) {
            return io;
        }
        return failure(
                error.getLocation(),
                String.valueOf(error.getOriginalMessage()).lines().findFirst().orElse(""));
    }

    private static IOException failure(TokenStreamLocation place, String message) {
        return new IOException("is not read as a JSON array: line " + place.getLineNr() + ", column "
                + place.getColumnNr() + ": " + message + "; correct the file, or write another and rename it");
    }
}
