package io.weir.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

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

    /** Whether a payload is no text. */
    default boolean isBinary() {
        return registry().isPresent();
    }

    /** The registry that knows the schemas of the payloads, if the format has one. */
    default Optional<RegistryConfig> registry() {
        return Optional.empty();
    }

    /** Where the format itself says when a row was measured: the time of a stream that names none. */
    default Optional<PayloadPath> ownTime() {
        return Optional.empty();
    }

    /** Where the format itself says whose a row is: the key of a stream that names none. */
    default Optional<PayloadPath> ownKey() {
        return Optional.empty();
    }

    /** Where the schema of a binary payload is from. */
    sealed interface SchemaOrigin {
        /**
         * A file, for every payload.
         *
         * @param at where the configuration names it
         */
        record InFile(Path file, Location at) implements SchemaOrigin {}

        /** A registry, to which each payload gives a number (Confluent's wire format). */
        record Registered(RegistryConfig with) implements SchemaOrigin {}

        /** The registry, if it is one. */
        default Optional<RegistryConfig> registry() {
            return this instanceof Registered registered ? Optional.of(registered.with()) : Optional.empty();
        }
    }

    /**
     * Avro: a record, or an array of records, in binary encoding.
     *
     * @param schema a file holds its JSON ({@code .avsc})
     */
    record Avro(SchemaOrigin schema) implements DecodeConfig {
        @Override
        public String type() {
            return "avro";
        }

        @Override
        public boolean isBinary() {
            return true;
        }

        @Override
        public boolean hasUnknownMembers() {
            return true;
        }

        @Override
        public Optional<RegistryConfig> registry() {
            return schema.registry();
        }
    }

    /**
     * Protocol Buffers: a message.
     *
     * @param schema a file holds a compiled {@code FileDescriptorSet}
     * @param message the full name of the message's type; given if and only if the schema is in a file
     * @param rows the repeated field whose messages are the rows; empty: the message is one
     */
    record Protobuf(SchemaOrigin schema, Optional<String> message, Optional<String> rows) implements DecodeConfig {
        /** A row a message. */
        public Protobuf(SchemaOrigin schema, Optional<String> message) {
            this(schema, message, Optional.empty());
        }

        @Override
        public String type() {
            return "protobuf";
        }

        @Override
        public boolean isBinary() {
            return true;
        }

        @Override
        public boolean hasUnknownMembers() {
            return true;
        }

        @Override
        public Optional<RegistryConfig> registry() {
            return schema.registry();
        }
    }

    /** JSON behind the number of a JSON Schema in a registry. */
    record RegisteredJson(RegistryConfig with) implements DecodeConfig {
        @Override
        public String type() {
            return "json";
        }

        @Override
        public boolean hasUnknownMembers() {
            return true;
        }

        @Override
        public Optional<RegistryConfig> registry() {
            return Optional.of(with);
        }
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
        public boolean isBinary() {
            return true;
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
        public boolean isBinary() {
            return true;
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
        public boolean isBinary() {
            return encoding == Encoding.CBOR;
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

    /**
     * Sparkplug B (Eclipse Sparkplug 3.0): {@code $.Inlet/Temperature} is a metric by its name. A row for each moment of a
     * message at which a metric that the stream reads has a value.
     *
     * @param rebirth whether edge nodes are asked for a rebirth when theirs is not known or messages are missing
     * @param rebirthInterval what stays between two requests to one node; streams of one source count together
     */
    record SparkplugB(boolean rebirth, Duration rebirthInterval) implements DecodeConfig {
        /** What stays between two requests where the configuration does not say. */
        public static final Duration REBIRTH_INTERVAL = Duration.ofSeconds(10);

        /** The path of the metrics' timestamp. */
        public static final String TIME = "_time";
        /** The path of group, edge node and device, with slashes between; without device for the node's own metrics. */
        public static final String ID = "_id";
        /** The path of the group's id. */
        public static final String GROUP = "_group";
        /** The path of the edge node's id. */
        public static final String NODE = "_node";
        /** The path of the device's id; null for the node's own metrics. */
        public static final String DEVICE = "_device";

        /** With requests at the usual interval. */
        public SparkplugB(boolean rebirth) {
            this(rebirth, REBIRTH_INTERVAL);
        }

        @Override
        public String type() {
            return "sparkplug_b";
        }

        @Override
        public boolean isBinary() {
            return true;
        }

        @Override
        public Optional<PayloadPath> ownTime() {
            return Optional.of(new PayloadPath(List.of(TIME)));
        }

        @Override
        public Optional<PayloadPath> ownKey() {
            return Optional.of(new PayloadPath(List.of(ID)));
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
