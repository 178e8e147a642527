package io.hexforge.adapter.files.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Which way up a JPEG was taken (Exif 2.32, section 4.6.4, tag 274), which would be forgotten with the rest of what
/// the camera noted.
final class ExifOrientation {
    static final int UPRIGHT = 1;

    private static final int MOST = 8;
    private static final byte[] EXIF = "Exif\0\0".getBytes(US_ASCII);
    private static final int APP1 = 0xE1;
    private static final int START_OF_SCAN = 0xDA;
    private static final int ORIENTATION = 0x0112;
    private static final int ENTRY_BYTES = 12;

    private ExifOrientation() {}

    /// {@return 1 to 8; 1 if nothing sensible is said}
    static int of(byte[] jpeg) {
        try {
            return find(ByteBuffer.wrap(jpeg));
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException malformed) {
            return UPRIGHT;
        }
    }

    private static int find(ByteBuffer in) {
        in.position(2); // start of image
        while ((in.get() & 0xFF) == 0xFF) {
            int marker = in.get() & 0xFF;
            if (marker == START_OF_SCAN) {
                return UPRIGHT;
            }
            int length = (in.getShort() & 0xFFFF) - 2;
            if (marker == APP1 && length > EXIF.length) {
                byte[] segment = new byte[length];
                in.get(segment);
                if (Arrays.equals(segment, 0, EXIF.length, EXIF, 0, EXIF.length)) {
                    return inTiff(ByteBuffer.wrap(segment, EXIF.length, length - EXIF.length)
                            .slice());
                }
            } else {
                in.position(in.position() + length);
            }
        }
        return UPRIGHT;
    }

    private static int inTiff(ByteBuffer tiff) {
        tiff.order(tiff.getShort(0) == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = tiff.getInt(4);
        int entries = tiff.getShort(directory) & 0xFFFF;
        for (int i = 0; i < entries; i++) {
            int entry = directory + 2 + i * ENTRY_BYTES;
            if ((tiff.getShort(entry) & 0xFFFF) == ORIENTATION) {
                int value = tiff.getShort(entry + 8) & 0xFFFF;
                return value >= UPRIGHT && value <= MOST ? value : UPRIGHT;
            }
        }
        return UPRIGHT;
    }
}
