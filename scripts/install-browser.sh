#!/bin/sh
# Journeys are walked in Debian's Chromium. Installed when we may; said in one line when we may not.
if command -v chromium >/dev/null 2>&1; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Chromium, pour les parcours dans un navigateur…"
    apt-get install -y -qq chromium >/dev/null 2>&1 ||
        { apt-get update -qq >/dev/null 2>&1 && apt-get install -y -qq chromium >/dev/null 2>&1; }
fi
command -v chromium >/dev/null 2>&1 ||
    echo "Sans navigateur, les parcours ne seront pas joués. Installez-le : apt-get install chromium"
exit 0
