package io.weir.storage.delta;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SipHashTest {
    private static byte[] counting(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }

    private static String hash(SipHash hash, byte[] bytes, int from, int length) {
        hash.hash(bytes, from, length);
        ByteBuffer out = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(hash.low()).putLong(hash.high());
        return HexFormat.of().withUpperCase().formatHex(out.array());
    }

    /** As {@code openssl mac -macopt hexkey:00…0f -macopt size:16 -macopt c-rounds:1 -macopt d-rounds:3 SIPHASH}. */
    @ParameterizedTest
    @CsvSource({
        "0, E77EBCB22788A5BEFD62DB6ADD303001",
        "15, C17E5505B2BD526C2921CDEC1E7E0109",
        "16, D0A8D95715518EEBB513B0F83D9E1793",
        "63, 4C5800E34EFE426F079F6B0AA75260AD"
    })
    void shouldHashAsOpenSslDoes(int length, String expected) {
        SipHash hash = new SipHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);
        assertThat(hash(hash, counting(length), 0, length)).isEqualTo(expected);
        byte[] within = new byte[length + 20];
        System.arraycopy(counting(length), 0, within, 7, length);
        assertThat(hash(hash, within, 7, length)).isEqualTo(expected);
    }

    @Test
    void shouldHashOtherwiseWithAnotherKey() {
        assertThat(hash(SipHash.secret(), counting(100), 0, 100))
                .isNotEqualTo(hash(SipHash.secret(), counting(100), 0, 100));
    }
}
