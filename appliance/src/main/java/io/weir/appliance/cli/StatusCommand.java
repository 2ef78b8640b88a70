package io.weir.appliance.cli;

import io.weir.config.ApiConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** {@code weir status}. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Asks the running appliance whether every part of it does its work.",
            "Exit code 0: all do; 1: one does not, or nothing answers."
        },
        footer = {"", "Examples:", "  weir status -c weir.yaml", "  weir status --format json || systemctl restart weir"
        })
final class StatusCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String UP = "up";

    enum Format {
        text,
        json
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call
    private CommandSpec spec;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
    private Format format = Format.text;

    @Override
    public Integer call() throws Exception {
        String answer = ask(address(config.read().api()));
        Report report = Report.of(answer);
        PrintWriter out = spec.commandLine().getOut();
        if (format == Format.json) {
            out.println(answer);
        } else {
            out.println(report.status());
            int width = report.parts().keySet().stream()
                    .mapToInt(String::length)
                    .max()
                    .orElse(0);
            report.parts()
                    .forEach((part, problem) ->
                            out.println("  " + part + " ".repeat(width - part.length() + 2) + problem));
        }
        out.flush();
        return report.status().equals(UP) ? ExitCode.OK : ExitCode.FAILED;
    }

    private static URI address(ApiConfig api) {
        if (!api.enabled()) {
            throw new CommandFailed("the configuration has api: { listen: off }, so that a running appliance cannot be"
                    + " asked; set api.listen, for example 127.0.0.1:8480");
        }
        if (api.port() == 0) {
            throw new CommandFailed(
                    "the configuration has port 0 in api.listen, so that nobody knows where the appliance"
                            + " answers; give it a port, for example 8480");
        }
        // What listens at every address answers at this one too.
        boolean everywhere = api.host().equals("0.0.0.0") || api.host().equals("::");
        String host = everywhere ? "127.0.0.1" : api.host();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + api.port() + "/health");
    }

    private static String ask(URI address) throws InterruptedException {
        HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
        HttpRequest request = HttpRequest.newBuilder(address).timeout(PATIENCE).build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new CommandFailed("nothing answers at " + address + " (" + why
                    + "); is the appliance running? weir run" + " starts it");
        }
    }

    /**
     * What an appliance says of itself.
     *
     * @param parts what is wrong with each, or {@code ok}
     */
    record Report(String status, Map<String, String> parts) {
        /** Reads what {@code /health} answers. */
        static Report of(String json) {
            String status = "";
            Map<String, String> parts = new LinkedHashMap<>();
            try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
                for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                    if (token == JsonToken.VALUE_STRING && "status".equals(parser.currentName()) && status.isEmpty()) {
                        status = parser.getString();
                    } else if (token == JsonToken.VALUE_STRING) {
                        parts.put(parser.currentName(), parser.getString());
                    }
                }
            } catch (JacksonException e) {
                status = "";
            }
            if (status.isEmpty()) {
                throw new CommandFailed("what answers is no Weir; does another program listen at api.listen?");
            }
            return new Report(status, parts);
        }
    }
}
