#!/bin/sh
# Makes the sounds beside this file: three seconds of a 440 Hz tone by real encoders (ffmpeg 5.1, sox 14.4).
# They are committed, so that the tests need neither program.
set -eu
tone() { ffmpeg -v error -y -bitexact -f lavfi -i sine=frequency=440:duration=3:sample_rate=8000 "$@"; }
tone -b:a 8k tone.mp3
tone -b:a 8k -write_xing 0 -id3v2_version 0 tone-plain.mp3
tone -c:a libopus -b:a 8k tone.opus
tone -c:a libvorbis -b:a 12k -ar 8000 tone.ogg
tone -c:a flac tone.flac
tone -b:a 12k tone.m4a
tone -b:a 12k -movflags +faststart tone-faststart.m4a
tone -b:a 12k -f adts tone.aac
tone -c:a libopus -b:a 8k tone.webm
tone -c:a libopus -b:a 8k tone.mka
tone -c:a libopus -b:a 8k -live 1 live.webm
tone -c:a adpcm_ima_wav adpcm.wav
tone -ar 2000 tone.aiff
sox -n -r 8000 -c 1 -e gsm-full-rate gsm.wav synth 3 sine 440
sox -n -r 8000 -c 1 tone.gsm synth 3 sine 440
sox -n -r 8000 -c 1 tone.amr-nb synth 3 sine 440 && mv tone.amr-nb tone.amr
sox -n -r 8000 -c 1 -e mu-law tone.au synth 3 sine 440
