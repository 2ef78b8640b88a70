package io.weir.ingest.decode;

/** A schema cannot be used. The message completes "the schema …" or "the file …". */
public final class SchemaException extends Exception {
    private static final long serialVersionUID = 1L;

    public SchemaException(String message) {
        super(message, null, false, false);
    }

    /** What is wrong, never null. */
    public String problem() {
        return String.valueOf(getMessage());
    }

    /** The first line of what a library says of a schema. */
    public static String line(Throwable failure) {
        String text = String.valueOf(failure.getMessage());
        int end = text.indexOf('\n');
        return (end < 0 ? text : text.substring(0, end)).replaceAll("\\p{Cntrl}", " ");
    }
}
