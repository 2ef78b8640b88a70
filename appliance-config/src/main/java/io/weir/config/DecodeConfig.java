package io.weir.config;

import java.util.List;

/** The format of a stream's payloads. One record per format. */
public sealed interface DecodeConfig {
    /** The format's name in the configuration: {@code json}, {@code csv}. */
    String type();

    /** How a number that is the time of a row is read where the file does not say. */
    default TimeUnitConfig timeUnit() {
        return TimeUnitConfig.MS;
    }

    /** Whether the payload has members of its own naming, which {@code unknown} can be about. */
    default boolean hasUnknownMembers() {
        return false;
    }

    /** JSON (RFC 8259): an object, or an array of objects. */
    record Json() implements DecodeConfig {
        @Override
        public String type() {
            return "json";
        }

        @Override
        public boolean hasUnknownMembers() {
            return true;
        }
    }

    /** MessagePack: a map, or an array of maps. */
    record MessagePack() implements DecodeConfig {
        @Override
        public String type() {
            return "msgpack";
        }

        @Override
        public boolean hasUnknownMembers() {
            return true;
        }
    }

    /** CBOR (RFC 8949): a map, or an array of maps. */
    record Cbor() implements DecodeConfig {
        @Override
        public String type() {
            return "cbor";
        }

        @Override
        public boolean hasUnknownMembers() {
            return true;
        }
    }

    /**
     * Comma-separated values (RFC 4180): a row for each record.
     *
     * @param delimiter between values; an ASCII character
     * @param header whether the first record of each message is not a row
     * @param columns the columns' names in order; empty: the header has them
     * @param trim whether blanks around a value that is not quoted are no part of it
     */
    record Csv(char delimiter, boolean header, List<String> columns, boolean trim) implements DecodeConfig {
        public Csv {
            columns = List.copyOf(columns);
        }

        @Override
        public String type() {
            return "csv";
        }
    }

    /**
     * InfluxDB line protocol: a row for each line. {@code $._measurement} is the measurement, {@code $._time} the
     * timestamp, {@code $.tags.host} a tag, {@code $.temp} a field.
     */
    record LineProtocol() implements DecodeConfig {
        /** The path of the measurement. */
        public static final String MEASUREMENT = "_measurement";
        /** The path of the timestamp. */
        public static final String TIME = "_time";
        /** The tags stand below this. */
        public static final String TAGS = "tags";

        @Override
        public String type() {
            return "line_protocol";
        }

        @Override
        public TimeUnitConfig timeUnit() {
            return TimeUnitConfig.NS;
        }
    }

    /**
     * SenML (RFC 8428). Base values are resolved. Labels are those of the JSON form: {@code $.n} the whole name,
     * {@code $.t} the time in seconds since 1970, {@code $.u}, {@code $.v}, {@code $.vs}, {@code $.vb}, {@code $.vd},
     * {@code $.s}, {@code $.bn}.
     *
     * @param encoding how the pack is written
     * @param rows what becomes a row
     */
    record Senml(Encoding encoding, Rows rows) implements DecodeConfig {
        /** How a pack is written. */
        public enum Encoding {
            /** {@code application/senml+json}. */
            JSON,
            /** {@code application/senml+cbor}. */
            CBOR
        }

        /** What becomes a row. */
        public enum Rows {
            /** Each record. */
            RECORD,
            /** The records in a row that have one base name and one time: {@code $.temp} is the value named temp. */
            PIVOT
        }

        @Override
        public String type() {
            return "senml";
        }

        @Override
        public TimeUnitConfig timeUnit() {
            return TimeUnitConfig.S;
        }
    }

    /** One number or text, the whole payload, for the one field that does not come from the topic. */
    record Raw() implements DecodeConfig {
        @Override
        public String type() {
            return "raw";
        }
    }
}
