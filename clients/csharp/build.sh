#!/usr/bin/env bash
# C# | NSwag 13.20.0 (HttpClient, Newtonsoft.Json), on Mono
set -euo pipefail
. "$CLIENTS/tools.sh"

nswag=$TOOLS/nswag/node_modules/nswag/bin/binaries/Win
need mono mcs
need_file "$nswag/NSwag.exe" /usr/lib/mono/4.5/System.Net.Http.dll /usr/lib/mono/4.5/System.Xml.Linq.dll
mono "$nswag/NSwag.exe" openapi2csclient /input:"$DOCUMENT" /output:Account.cs /namespace:Appwrite /className:AccountClient /generateOptionalParameters:true
cp "$nswag/Newtonsoft.Json.dll" .
mcs -nowarn:1591,3016 -out:story.exe -r:System.Net.Http.dll -r:System.Runtime.Serialization.dll \
	-r:System.ComponentModel.DataAnnotations.dll -r:Newtonsoft.Json.dll Account.cs Story.cs
