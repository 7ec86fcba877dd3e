#!/bin/bash
# Trust the grid's authorities (IGTF), ESCAPE's VOMS server and CERN's authorities.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
fetch() { curl --fail --silent --show-error --location --retry 3 --output "$2" "$1"; }

# IGTF is not packaged for this distribution: its bundle goes where grid clients look.
install -d /etc/grid-security/certificates
fetch https://dist.eugridpma.info/distribution/igtf/current/igtf-policy-installation-bundle.tar.gz "$folder/igtf.tar.gz"
tar -xzf "$folder/igtf.tar.gz" -C /etc/grid-security/certificates --strip-components=1

host=voms-escape.cloud.cnaf.infn.it
install -d /etc/vomses /etc/grid-security/vomsdir/escape
fetch "https://indigo-iam.github.io/escape-docs/voms-config/$host.vomses" "/etc/vomses/$host.vomses"
fetch "https://indigo-iam.github.io/escape-docs/voms-config/$host.lsc" "/etc/grid-security/vomsdir/escape/$host.lsc"

# The root comes in binary form, the others as text; Rucio reads all from one file.
base=https://cafiles.cern.ch/cafiles/certificates
install -d /certs
fetch "$base/CERN%20Root%20Certification%20Authority%202.crt" "$folder/root.der"
openssl x509 -inform DER -in "$folder/root.der" -out "$folder/1-root.pem"
fetch "$base/CERN%20Grid%20Certification%20Authority(1).crt" "$folder/2-grid.pem"
fetch "$base/CERN%20Certification%20Authority.crt" "$folder/3-cern.pem"
cat "$folder"/?-*.pem > /certs/rucio_ca.pem
update-ca-certificates
