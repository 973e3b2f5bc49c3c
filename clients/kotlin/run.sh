#!/usr/bin/env bash
jars=/usr/share/java
exec java -cp story.jar:$jars/okhttp.jar:$jars/okio.jar:$jars/gson.jar:$jars/kotlin-stdlib.jar StoryKt
