#!/usr/bin/env bash
# Kotlin | openapi-generator 5.0.0-beta2 (kotlin, OkHttp 3, Gson)
set -euo pipefail
. "$CLIENTS/tools.sh"

need kotlinc
need_file /usr/share/java/{okhttp,okio,gson}.jar
openapi_generator -g kotlin -o account --library jvm-okhttp3 \
	--additional-properties=serializationLibrary=gson,packageName=appwrite.account
kotlinc -nowarn -cp /usr/share/java/okhttp.jar:/usr/share/java/gson.jar -d story.jar account/src/main/kotlin Story.kt
