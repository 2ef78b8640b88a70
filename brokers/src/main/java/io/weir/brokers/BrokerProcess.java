package io.weir.brokers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One broker's process, again and again: started, watched, asked, stopped. What it writes to standard error is appended to
 * its log; a line on its standard output is the answer to a line on its standard input, whose end tells it that its parent
 * is gone. Methods lock this object.
 */
final class BrokerProcess {
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(15);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(10);
    private static final int TAIL_LINES = 25;

    private final String name;
    private final int port;
    private final Probe probe;
    private final List<String> command;
    private final Path directory;
    private final Path log;

    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private @Nullable Process process; // guarded by this

    BrokerProcess(String name, int port, Probe probe, List<String> command, Path directory) {
        this.name = name;
        this.port = port;
        this.probe = probe;
        this.command = ShieldedCommand.of(command);
        this.directory = directory;
        this.log = directory.resolve(name + ".log");
    }

    Path log() {
        return log;
    }

    synchronized long pid() {
        return process == null ? 0 : process.pid();
    }

    synchronized boolean alive() {
        return process != null && process.isAlive();
    }

    /** Starts the process and waits until the broker answers; whatever went wrong, nothing runs afterwards. */
    synchronized void start() {
        if (alive()) {
            throw new BrokerException(name + " already runs as process " + pid());
        }
        long from = System.nanoTime();
        Process started;
        try {
            started = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new BrokerException(name + " could not be started: " + e.getMessage(), e);
        }
        process = started;
        readAnswers(started);
        while (!probe.answers(port)) {
            if (!started.isAlive()) {
                throw new BrokerException(name + " ended with status " + started.exitValue()
                        + " before it answered on port " + port + tail());
            }
            if (System.nanoTime() - from > START_LIMIT.toNanos()
                    || Thread.currentThread().isInterrupted()) {
                kill();
                throw new BrokerException(name + " did not answer on port " + port + " within "
                        + START_LIMIT.toSeconds() + " s" + tail());
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        if (!started.isAlive()) {
            throw new BrokerException(name + " ended, and something else answers on port " + port + tail());
        }
    }

    /** SIGKILL; returns when the process is gone. */
    synchronized void kill() {
        Process running = process;
        if (running != null && running.isAlive()) {
            running.toHandle().destroyForcibly();
            await(running, STOP_LIMIT);
        }
        closeInput(running);
    }

    /** SIGTERM, then SIGKILL; returns when the process is gone. */
    void stop() {
        stop(STOP_LIMIT);
    }

    synchronized void stop(Duration limit) {
        Process running = process;
        if (running != null && running.isAlive()) {
            // Not Process.destroy(): that closes the pipe as well, which tells the child to end at once.
            running.toHandle().destroy();
            await(running, limit);
        }
        kill();
    }

    /**
     * Sends one line and returns the line that answers it.
     *
     * @throws BrokerException when there is no answer in time
     */
    synchronized String ask(String line) {
        Process running = process;
        if (running == null || !running.isAlive()) {
            throw new BrokerException(name + " does not run");
        }
        answers.clear();
        try {
            Writer input = running.outputWriter(StandardCharsets.UTF_8);
            input.write(line + "\n");
            input.flush();
            String answer = answers.poll(ANSWER_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            if (answer == null) {
                throw new BrokerException(
                        name + " did not answer '" + line + "' within " + ANSWER_LIMIT.toSeconds() + " s" + tail());
            }
            return answer;
        } catch (IOException e) {
            throw new BrokerException(name + " could not be asked '" + line + "': " + e.getMessage() + tail(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerException("interrupted while " + name + " was asked '" + line + "'", e);
        }
    }

    private void readAnswers(Process of) {
        Thread reader = new Thread(
                () -> {
                    try (BufferedReader lines = of.inputReader(StandardCharsets.UTF_8)) {
                        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                            answers.add(line);
                        }
                    } catch (IOException ended) {
                        // The pipe ends with the process, which is noticed elsewhere.
                    }
                },
                name + " answers");
        reader.setDaemon(true);
        reader.start();
    }

    private static void await(Process ending, Duration limit) {
        try {
            ending.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void closeInput(@Nullable Process ended) {
        if (ended == null) {
            return;
        }
        try {
            ended.getOutputStream().close();
        } catch (IOException alreadyBroken) {
            // Nobody reads the other end any more.
        }
    }

    /** The end of the log, made for the end of a message. */
    private String tail() {
        try {
            List<String> lines =
                    Files.readString(log, StandardCharsets.UTF_8).lines().toList();
            int from = Math.max(0, lines.size() - TAIL_LINES);
            return "; its log " + log + " ends with:\n" + String.join("\n", lines.subList(from, lines.size()));
        } catch (IOException | UncheckedIOException e) {
            return "; its log " + log + " cannot be read: " + e.getMessage();
        }
    }
}
