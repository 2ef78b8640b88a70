package io.weir.model;

import java.util.Locale;
import java.util.Optional;

/** The type of a field. Every field is nullable. */
public enum FieldType {
    /** IEEE 754 binary64. */
    DOUBLE(1),
    /** Signed 64-bit integer. */
    LONG(2),
    /** True or false. */
    BOOL(3),
    /** UTF-8 text. */
    STRING(4),
    /** Epoch nanoseconds. */
    TIMESTAMP(5);

    private final byte code;

    FieldType(int code) {
        this.code = (byte) code;
    }

    /** The number that stands for this type in journal documents; never changes. */
    public byte code() {
        return code;
    }

    /** The name of this type in the configuration: {@code double}, {@code long}, … */
    public String configName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The type with this configuration name, if there is one. */
    public static Optional<FieldType> ofConfigName(String name) {
        for (FieldType type : values()) {
            if (type.configName().equals(name)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** The type with this {@link #code()}, if there is one. */
    public static Optional<FieldType> ofCode(byte code) {
        for (FieldType type : values()) {
            if (type.code == code) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
