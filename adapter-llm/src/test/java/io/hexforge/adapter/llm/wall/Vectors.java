package io.hexforge.adapter.llm.wall;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.SplittableRandom;

/// Embeddings of the wall: unit vectors that depend on the text only.
final class Vectors {
    private Vectors() {}

    static float[] of(String text, int dimensions) {
        var random = new SplittableRandom(text.hashCode());
        float[] vector = new float[dimensions];
        double squares = 0;
        for (int i = 0; i < dimensions; i++) {
            vector[i] = (float) (random.nextDouble() - 0.5);
            squares += vector[i] * vector[i];
        }
        for (int i = 0; i < dimensions; i++) {
            vector[i] /= (float) Math.sqrt(squares);
        }
        return vector;
    }

    static ArrayNode array(float[] vector) {
        var array = Json.array();
        for (float value : vector) {
            array.add(value);
        }
        return array;
    }

    /// {@return the values as little-endian 32-bit floats}
    static String base64(float[] vector) {
        var bytes = ByteBuffer.allocate(4 * vector.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
