package io.weir.config;

import io.weir.config.StorageConfig.JournalConfig;
import io.weir.model.FieldType;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A configuration as the YAML that would give it, with every default filled in and secrets as {@code ***}. */
public final class ConfigPrinter {
    private final YamlLines out = new YamlLines();

    private ConfigPrinter() {}

    /**
     * The text of a configuration. {@link ConfigReader} gives an equal one for it, but for the secrets, the file's name
     * and the places of expressions.
     */
    public static String effective(WeirConfig config) {
        ConfigPrinter printer = new ConfigPrinter();
        printer.print(config);
        return printer.out.text();
    }

    private void print(WeirConfig config) {
        out.line(0, "version", "1");
        out.line(0, "data_dir", YamlText.scalar(config.dataDir().toString()));
        out.section("sources", false);
        for (SourceConfig source : config.sources().values()) {
            out.header(1, source.id());
            out.line(2, "type", source.type());
            if (source instanceof MqttSourceConfig mqtt) {
                print(mqtt);
            } else if (source instanceof KafkaSourceConfig kafka) {
                print(kafka);
            } else if (source instanceof HttpSourceConfig http) {
                print(http);
            } else if (source instanceof FileSourceConfig file) {
                print(file);
            }
        }
        out.section("streams", false);
        config.streams().values().forEach(this::print);
        out.section("pipelines", config.pipelines().isEmpty());
        config.pipelines().values().forEach(new PipelinePrinter(out)::print);
        out.section("storage", false);
        print(config.storage());
        out.section("batch", false);
        out.line(1, "rows", String.valueOf(config.batch().rows()));
        out.line(1, "linger", Durations.print(config.batch().linger()));
        out.section("api", false);
        out.line(1, "listen", YamlText.scalar(listen(config.api())));
    }

    private static String listen(ApiConfig api) {
        if (!api.enabled()) {
            return "off";
        }
        return listen(api.host(), api.port());
    }

    private static String listen(String host, int port) {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    private void print(HttpSourceConfig source) {
        out.line(2, "listen", YamlText.scalar(listen(source.host(), source.port())));
        source.token().ifPresent(it -> out.line(2, "token", YamlText.scalar(it.toString())));
        out.line(2, "allow_anonymous", String.valueOf(source.allowAnonymous()));
        source.serverTls()
                .ifPresent(it -> out.line(
                        2,
                        "tls",
                        "{ cert_file: " + YamlText.scalar(it.certFile().toString()) + ", key_file: "
                                + YamlText.scalar(it.keyFile().toString()) + " }"));
        out.line(2, "max_payload", ByteSizes.print(source.maxPayload()));
        out.line(2, "max_body", ByteSizes.print(source.maxBody()));
        out.line(2, "max_connections", String.valueOf(source.maxConnections()));
        out.line(2, "idle_timeout", Durations.print(source.idleTimeout()));
        out.line(2, "request_timeout", Durations.print(source.requestTimeout()));
    }

    private void print(FileSourceConfig source) {
        out.line(2, "paths", YamlText.list(source.paths()));
        out.line(2, "follow", String.valueOf(source.reading() == FileSourceConfig.Reading.FOLLOW));
        out.line(2, "reload", String.valueOf(source.reading() == FileSourceConfig.Reading.RELOAD));
        out.line(2, "order", source.order().name().toLowerCase(Locale.ROOT));
        out.line(2, "skip_lines", String.valueOf(source.skipLines()));
        out.line(2, "max_payload", ByteSizes.print(source.maxPayload()));
    }

    private void print(MqttSourceConfig source) {
        if (source.urls().size() == 1) {
            out.line(2, "url", YamlText.scalar(source.urls().get(0).toString()));
        } else {
            out.line(
                    2,
                    "urls",
                    YamlText.list(source.urls().stream().map(URI::toString).toList()));
        }
        out.line(2, "version", source.version().number());
        out.line(2, "topics", YamlText.list(source.topics()));
        out.line(2, "qos", String.valueOf(source.qos()));
        out.line(2, "client_id", YamlText.scalar(source.clientId()));
        source.username().ifPresent(it -> out.line(2, "username", YamlText.scalar(it)));
        source.password().ifPresent(it -> out.line(2, "password", YamlText.scalar(it.toString())));
        source.tls().ifPresent(it -> out.line(2, "tls", tls(it)));
        source.will().ifPresent(will -> {
            out.header(2, "will");
            out.line(3, "topic", YamlText.scalar(will.topic()));
            out.line(3, "payload", YamlText.scalar(will.payload()));
            out.line(3, "qos", String.valueOf(will.qos()));
            out.line(3, "retain", String.valueOf(will.retain()));
        });
        out.line(2, "keep_alive", Durations.print(source.keepAlive()));
        if (source.version() == MqttSourceConfig.Version.V5) {
            out.line(2, "session_expiry", Durations.print(source.sessionExpiry()));
            out.line(2, "receive_maximum", String.valueOf(source.receiveMaximum()));
        }
        out.line(2, "max_payload", ByteSizes.print(source.maxPayload()));
    }

    private void print(KafkaSourceConfig source) {
        out.line(2, "bootstrap_servers", YamlText.scalar(source.bootstrapServers()));
        out.line(2, "topics", YamlText.list(source.topics()));
        source.group().ifPresent(it -> {
            out.line(2, "group", YamlText.scalar(it));
            out.line(2, "group_protocol", source.membership().protocol().name().toLowerCase(Locale.ROOT));
        });
        source.membership().instanceId().ifPresent(it -> out.line(2, "group_instance_id", YamlText.scalar(it)));
        if (!source.partitions().isEmpty()) {
            out.line(2, "partitions", source.partitions().toString());
        }
        out.line(2, "start", YamlText.scalar(source.start().text()));
        out.line(2, "max_payload", ByteSizes.print(source.maxPayload()));
        source.tls().ifPresent(it -> out.line(2, "tls", tls(it)));
        source.sasl().ifPresent(this::print);
        if (!source.properties().isEmpty()) {
            out.header(2, "properties");
            for (Map.Entry<String, String> property : source.properties().entrySet()) {
                String value = KafkaSourceConfig.isSecret(property.getKey()) ? "***" : property.getValue();
                out.line(3, property.getKey(), YamlText.scalar(value));
            }
        }
    }

    private void print(SaslConfig sasl) {
        out.header(2, "sasl");
        out.line(3, "mechanism", sasl.mechanism());
        if (sasl instanceof SaslConfig.Password password) {
            out.line(3, "username", YamlText.scalar(password.username()));
            secret(3, "password", password.password());
        } else if (sasl instanceof SaslConfig.TokenFile token) {
            file(3, "token_file", token.file().file());
        } else if (sasl instanceof SaslConfig.TokenEndpoint endpoint) {
            out.line(3, "token_url", YamlText.scalar(endpoint.url().toString()));
            out.line(3, "client_id", YamlText.scalar(endpoint.clientId()));
            secret(3, "client_secret", endpoint.clientSecret());
            endpoint.scope().ifPresent(it -> out.line(3, "scope", YamlText.scalar(it)));
        }
    }

    private void secret(int indent, String key, SecretSource secret) {
        if (secret instanceof SecretSource.InFile inFile) {
            file(indent, key + "_file", inFile.file());
        } else {
            out.line(indent, key, YamlText.scalar("***"));
        }
    }

    private void file(int indent, String key, Path file) {
        out.line(indent, key, YamlText.scalar(file.toString()));
    }

    private void print(StreamConfig stream) {
        out.header(1, stream.id());
        out.line(2, "inputs", YamlText.list(stream.inputs()));
        print(stream.payload());
        out.line(2, "key", YamlText.scalar(stream.key().text()));
        stream.time()
                .ifPresent(time -> out.line(
                        2,
                        "time",
                        "{ path: " + YamlText.scalar(time.path().toString()) + format(time.unit(), time.pattern())
                                + " }"));
        out.header(2, "fields");
        for (FieldConfig field : stream.fields()) {
            String unit = field.type() == FieldType.TIMESTAMP ? format(field.timeUnit(), field.timePattern()) : "";
            out.line(
                    3,
                    field.name(),
                    "{ " + origin(field.origin()) + ", type: " + field.type().configName() + unit + " }");
        }
        out.line(2, "out_of_orderness", Durations.print(stream.outOfOrderness()));
        out.line(2, "idle_timeout", Durations.print(stream.idleTimeout()));
        out.line(2, "min_time", YamlText.scalar(stream.bounds().min().toString()));
        out.line(2, "max_past", limit(stream.bounds().maxPast().map(Durations::print)));
        out.line(2, "max_future", Durations.print(stream.bounds().maxFuture()));
        out.line(2, "journal", stream.journal());
        print(stream.rules());
    }

    private void print(RowRules rules) {
        rules.where().ifPresent(it -> out.line(2, "where", YamlText.scalar(it.text())));
        rules.dedupe()
                .ifPresent(it -> out.line(
                        2,
                        "dedupe",
                        "{ by: " + YamlText.list(it.by()) + ", within: " + Durations.print(it.within())
                                + ", max_entries: " + it.maxEntries() + " }"));
        rules.sample().ifPresent(it -> out.line(2, "sample", "{ every: " + every(it) + " }"));
        rules.deadband().ifPresent(it -> {
            out.header(2, "deadband");
            for (RowRules.Band band : it.bands()) {
                String size = BigDecimal.valueOf(band.size()).toPlainString();
                out.line(3, band.field(), band.percent() ? size + "%" : size);
            }
            out.line(3, "max_silence", Durations.print(it.maxSilence()));
        });
        out.line(
                2,
                "limits",
                "{ keys: " + rules.limits().keys() + ", topic_levels: "
                        + rules.limits().topicLevels() + " }");
    }

    private static String every(RowRules.Sample sample) {
        return sample instanceof RowRules.Sample.Rows rows
                ? String.valueOf(rows.rows())
                : Durations.print(((RowRules.Sample.Interval) sample).length());
    }

    private void print(PayloadConfig payload) {
        out.line(2, "decode", decode(payload.format()));
        if (payload.format().hasUnknownMembers()) {
            out.line(2, "unknown", word(payload.unknown()));
        }
        payload.envelope()
                .ifPresent(it -> out.line(
                        2,
                        "decompress",
                        "{ type: " + word(it.compression()) + ", max_size: " + ByteSizes.print(it.maxSize())
                                + ", max_ratio: " + it.maxRatio() + " }"));
    }

    private static String decode(DecodeConfig format) {
        if (format instanceof DecodeConfig.Csv csv) {
            String columns = csv.columns().isEmpty() ? "" : ", columns: " + YamlText.list(csv.columns());
            return "{ type: csv, delimiter: " + YamlText.scalar(String.valueOf(csv.delimiter())) + ", header: "
                    + csv.header() + columns + ", trim: " + csv.trim() + " }";
        }
        if (format instanceof DecodeConfig.Senml senml) {
            return "{ type: senml, encoding: " + word(senml.encoding()) + ", rows: " + word(senml.rows()) + " }";
        }
        if (format instanceof DecodeConfig.Avro avro) {
            return "{ type: avro, " + schema(avro.schema(), "schema_file") + " }";
        }
        if (format instanceof DecodeConfig.Protobuf protobuf) {
            String message = protobuf.message()
                    .map(it -> ", message: " + YamlText.scalar(it))
                    .orElse("");
            String rows =
                    protobuf.rows().map(it -> ", rows: " + YamlText.scalar(it)).orElse("");
            return "{ type: protobuf, " + schema(protobuf.schema(), "descriptor_file") + message + rows + " }";
        }
        if (format instanceof DecodeConfig.SparkplugB sparkplug) {
            return "{ type: sparkplug_b, rebirth: " + sparkplug.rebirth() + ", rebirth_interval: "
                    + Durations.print(sparkplug.rebirthInterval()) + " }";
        }
        if (format instanceof DecodeConfig.RegisteredJson json) {
            return "{ type: json, " + registry(json.with()) + " }";
        }
        return format.type();
    }

    private static String schema(DecodeConfig.SchemaOrigin origin, String fileKey) {
        return origin instanceof DecodeConfig.SchemaOrigin.InFile inFile
                ? fileKey + ": " + YamlText.scalar(inFile.file().toString())
                : registry(((DecodeConfig.SchemaOrigin.Registered) origin).with());
    }

    private static String registry(RegistryConfig registry) {
        StringBuilder text = new StringBuilder("registry: { url: ")
                .append(YamlText.scalar(registry.url().toString()));
        registry.credentials().ifPresent(it -> {
            text.append(", username: ").append(YamlText.scalar(it.username()));
            text.append(
                    it.password() instanceof SecretSource.InFile inFile
                            ? ", password_file: "
                                    + YamlText.scalar(inFile.file().toString())
                            : ", password: " + YamlText.scalar("***"));
        });
        registry.tls().ifPresent(it -> text.append(", tls: ").append(tls(it)));
        return text.append(" }").toString();
    }

    private static String tls(TlsConfig tls) {
        StringBuilder text = new StringBuilder("{ ");
        tls.caFile()
                .ifPresent(it -> text.append("ca_file: ")
                        .append(YamlText.scalar(it.toString()))
                        .append(", "));
        tls.certFile()
                .ifPresent(it -> text.append("cert_file: ")
                        .append(YamlText.scalar(it.toString()))
                        .append(", "));
        tls.keyFile()
                .ifPresent(it -> text.append("key_file: ")
                        .append(YamlText.scalar(it.toString()))
                        .append(", "));
        tls.keyPasswordFile()
                .ifPresent(it -> text.append("key_password_file: ")
                        .append(YamlText.scalar(it.toString()))
                        .append(", "));
        return text.append("verify_hostname: ")
                .append(tls.verifyHostname())
                .append(" }")
                .toString();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String format(TimeUnitConfig unit, Optional<TimePattern> pattern) {
        return pattern.map(it -> ", pattern: " + YamlText.scalar(it.text()) + ", zone: "
                        + YamlText.scalar(it.zone().getId()))
                .orElse(", unit: " + unit(unit));
    }

    private static String origin(ValueOrigin origin) {
        if (origin instanceof ValueOrigin.Payload payload) {
            return "path: " + YamlText.scalar(payload.path().toString());
        }
        if (origin instanceof ValueOrigin.Property property) {
            return "property: " + YamlText.scalar(property.name());
        }
        return "topic: " + (origin instanceof ValueOrigin.TopicLevel level ? String.valueOf(level.index()) : "full");
    }

    private static String unit(TimeUnitConfig unit) {
        return unit.name().toLowerCase(Locale.ROOT);
    }

    private void print(StorageConfig storage) {
        out.line(
                1,
                "sync",
                "{ mode: " + storage.sync().mode().name().toLowerCase(Locale.ROOT) + ", max_delay: "
                        + Durations.print(storage.sync().maxDelay()) + " }");
        out.line(1, "budget", limit(storage.budget().map(ByteSizes::print)));
        out.header(1, "journals");
        for (JournalConfig journal : storage.journals().values()) {
            out.line(
                    2,
                    journal.id(),
                    "{ age: " + limit(journal.age().map(Durations::print)) + ", size: "
                            + limit(journal.size().map(ByteSizes::print)) + ", priority: "
                            + journal.priority() + " }");
        }
    }

    private static String limit(Optional<String> limit) {
        return limit.orElse("unlimited");
    }
}
