package io.weir.ingest.json;

import java.io.OutputStream;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.async.ByteArrayFeeder;
import tools.jackson.core.json.JsonFactory;

/**
 * Hot path. Jackson's non-blocking parser, reused from document to document so that nothing is allocated for each. It is
 * renewed after an error, and when it has met too many different names: the table that it keeps them in would otherwise
 * grow with whatever a hostile device makes up. One thread.
 */
final class StrictParser {
    /** Deeper nesting is refused. */
    static final int MAX_DEPTH = 128;
    /** Longer member names are refused. */
    static final int MAX_NAME_LENGTH = 8192;
    /** Longer numbers are refused. */
    static final int MAX_NUMBER_LENGTH = 1000;
    /** After this many sightings of a new name the parser and its table of names are renewed. */
    static final int MAX_NEW_NAMES = 8192;

    private static final int RECENT_NAMES = 1024;

    private final String[] recentNames = new String[RECENT_NAMES];
    private final Remainder remainder = new Remainder();
    private JsonParser parser;
    private ByteArrayFeeder feeder;
    private int newNames;
    private int end;
    private int start;

    StrictParser() {
        parser = newParser();
        feeder = (ByteArrayFeeder) parser.nonBlockingInputFeeder();
    }

    /** The parser: valid until the next call of a method here. */
    JsonParser parser() {
        return parser;
    }

    /** Begins a document. */
    void feed(byte[] payload, int offset, int length) {
        if (newNames > MAX_NEW_NAMES) {
            renew();
        }
        start = offset;
        end = offset + length;
        feeder.feedInput(payload, offset, end);
    }

    /** Whether nothing but white space is left of the document, after its one value. */
    boolean isAtEnd() {
        remainder.blank = true;
        int left = parser.releaseBuffered(remainder);
        return remainder.blank && (left <= 0 || parser.nextToken() == JsonToken.NOT_AVAILABLE);
    }

    /** How many bytes of the document have been read. */
    int consumed() {
        remainder.blank = true;
        return Math.max(0, end - start - Math.max(0, parser.releaseBuffered(remainder)));
    }

    /** Notes a name that the stream does not read, to tell when the table of names has grown too much. */
    @SuppressWarnings("ReferenceEquality") // the parser hands out the same instance for a name that it knows
    void unknownName(String name) {
        int slot = name.hashCode() & (RECENT_NAMES - 1);
        if (recentNames[slot] != name) {
            recentNames[slot] = name;
            newNames++;
        }
    }

    int newNames() {
        return newNames;
    }

    /** Starts over with a fresh parser, after an error or an incomplete document. */
    void renew() {
        parser.close();
        parser = newParser();
        feeder = (ByteArrayFeeder) parser.nonBlockingInputFeeder();
        newNames = 0;
        java.util.Arrays.fill(recentNames, "");
    }

    private static JsonParser newParser() {
        // A factory of its own: its table of names lives and dies with this parser.
        return JsonFactory.builder()
                .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxNameLength(MAX_NAME_LENGTH)
                        .maxNumberLength(MAX_NUMBER_LENGTH)
                        .maxStringLength(Integer.MAX_VALUE)
                        .build())
                .build()
                .createNonBlockingByteArrayParser(ObjectReadContext.empty());
    }

    /** Looks at what a parser has not read yet. */
    private static final class Remainder extends OutputStream {
        private boolean blank = true;

        @Override
        public void write(int b) {
            blank &= b == ' ' || b == '\n' || b == '\r' || b == '\t';
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            for (int i = offset; blank && i < offset + length; i++) {
                write(bytes[i]);
            }
        }
    }
}
