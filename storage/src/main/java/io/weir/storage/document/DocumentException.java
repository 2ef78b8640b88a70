package io.weir.storage.document;

/** Bytes that are not a whole, sound document. The message says what is wrong, in words that fit after "damaged: ". */
public final class DocumentException extends Exception {
    private static final long serialVersionUID = 1L;

    public DocumentException(String message) {
        super(message);
    }
}
