package io.weir.ingest.mqtt;

import io.weir.config.MqttSourceConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import javax.net.SocketFactory;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;

/** Paho's client for MQTT 5. */
final class PahoV5Client implements PahoClient, MqttCallback {
    private static final int BAD_USER_NAME_OR_PASSWORD = 0x86;
    private static final int NOT_AUTHORIZED = 0x87;

    private final MqttSourceConfig config;
    private final SocketFactory sockets;
    private final Consumer<String> ended;
    private final MqttAsyncClient client;

    PahoV5Client(MqttSourceConfig config, String address, SocketFactory sockets, Consumer<String> ended)
            throws IOException {
        this.config = config;
        this.sockets = sockets;
        this.ended = ended;
        try {
            client = new MqttAsyncClient(address, config.clientId(), new MemoryPersistence());
        } catch (MqttException | IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
        client.setManualAcks(true);
        client.setCallback(this);
    }

    @Override
    public void connect() throws IOException {
        try {
            client.connect(options()).waitForCompletion(ANSWER_MS);
        } catch (MqttException e) {
            throw new IOException(describe(e), e);
        }
    }

    private MqttConnectionOptions options() {
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setCleanStart(false);
        options.setSessionExpiryInterval(Math.min(config.sessionExpiry().toSeconds(), 0xffff_ffffL));
        options.setReceiveMaximum(config.receiveMaximum());
        options.setKeepAliveInterval((int) config.keepAlive().toSeconds());
        options.setConnectionTimeout(CONNECT_SECONDS);
        options.setAutomaticReconnect(false);
        options.setSocketFactory(sockets);
        config.username().ifPresent(options::setUserName);
        config.password()
                .ifPresent(secret -> options.setPassword(secret.reveal().getBytes(StandardCharsets.UTF_8)));
        config.will().ifPresent(will -> {
            MqttMessage message = new MqttMessage(will.payload().getBytes(StandardCharsets.UTF_8));
            message.setQos(will.qos());
            message.setRetained(will.retain());
            options.setWill(will.topic(), message);
        });
        return options;
    }

    @Override
    public void subscribe() throws IOException {
        MqttSubscription[] subscriptions = config.topics().stream()
                .map(topic -> {
                    MqttSubscription subscription = new MqttSubscription(topic, Math.min(config.qos(), 1));
                    // Retained messages come with a new subscription, not at every reconnect.
                    subscription.setRetainHandling(1);
                    return subscription;
                })
                .toArray(MqttSubscription[]::new);
        try {
            IMqttToken token = client.subscribe(subscriptions);
            token.waitForCompletion(ANSWER_MS);
            int[] codes = token.getReasonCodes();
            for (int i = 0; codes != null && i < codes.length; i++) {
                if (codes[i] >= FIRST_ERROR_CODE) {
                    throw PahoClient.refused(config, i, codes[i]);
                }
            }
        } catch (MqttException e) {
            throw new IOException(describe(e), e);
        }
    }

    private static String describe(MqttException error) {
        int code = error.getReasonCode();
        return PahoClient.describe(error, code, code == BAD_USER_NAME_OR_PASSWORD || code == NOT_AUTHORIZED);
    }

    @Override
    public void close() {
        try {
            client.close(true);
        } catch (MqttException e) {
            // There is nothing left to end.
        }
    }

    @Override
    public void disconnected(@Nullable MqttDisconnectResponse response) {
        MqttException error = response == null ? null : response.getException();
        String reason = response == null ? null : response.getReasonString();
        String why = error == null ? "the connection was closed" : describe(error);
        ended.accept(reason == null ? why : why + ": " + reason);
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
        // Messages do not come this far; one that does is not acknowledged, and comes again on the next connection.
        ended.accept("the client library was given a message of " + topic);
    }

    @Override
    public void mqttErrorOccurred(MqttException exception) {
        // What is serious ends the connection, and is reported there.
    }

    @Override
    public void deliveryComplete(IMqttToken token) {
        // Nothing is published.
    }

    @Override
    public void connectComplete(boolean reconnect, String serverURI) {
        // Seen by the one who connects.
    }

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {
        // No extended authentication.
    }
}
